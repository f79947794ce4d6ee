export {
  fetchHandler,
  metricsHandler,
  type MetricsHandlerOptions,
  type MetricsServer,
  type StartServerOptions,
} from '@telltale/http';
export {
  Counter,
  Gauge,
  Histogram,
  type CounterHandle,
  type CounterOptions,
  type GaugeHandle,
  type GaugeOptions,
  type HistogramHandle,
  type HistogramOptions,
} from '@telltale/metrics';
export { Registry, type RegistryOptions } from '@telltale/registry';
export type { CollectContext, Collector, Metric, MetricFamily } from './contracts.ts';
export { disableCollectors, registry, type BuiltInCollector } from './default-registry.ts';
export { counter, gauge, histogram } from './instruments.ts';
export { contentType, gather } from './page.ts';
export { startServer } from './server.ts';
