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
  MetricError,
  type CounterHandle,
  type CounterOptions,
  type GaugeHandle,
  type GaugeOptions,
  type HistogramHandle,
  type HistogramOptions,
  type MetricErrorCode,
} from '@telltale/metrics';
export {
  Registry,
  type CollectContext,
  type Collector,
  type Metric,
  type MetricFamily,
  type RegistryOptions,
} from '@telltale/registry';
export { disableCollectors, registry, type BuiltInCollector } from './default-registry.ts';
export { counter, gauge, histogram } from './instruments.ts';
export { contentType, gather } from './page.ts';
export { startServer } from './server.ts';
