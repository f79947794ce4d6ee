export {
  fetchHandler,
  metricsHandler,
  type MetricsHandlerOptions,
  type MetricsServer,
  type StartServerOptions,
} from '@telltale/http';
export {
  Counter,
  CounterFunc,
  Gauge,
  GaugeFunc,
  Histogram,
  Info,
  MetricError,
  StateSet,
  Summary,
  type CallbackOptions,
  type CallbackReading,
  type CounterFuncOptions,
  type CounterHandle,
  type CounterOptions,
  type ExemplarLabels,
  type ExemplarOptions,
  type ExemplarProvider,
  type GaugeFuncOptions,
  type GaugeHandle,
  type GaugeOptions,
  type HistogramHandle,
  type HistogramObserveOptions,
  type HistogramOptions,
  type IncOptions,
  type InfoHandle,
  type InfoOptions,
  type MetricErrorCode,
  type NativeOptions,
  type StateSetHandle,
  type StateSetOptions,
  type SummaryHandle,
  type SummaryOptions,
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
export { counter, gauge, histogram, summary } from './instruments.ts';
export { contentType, gather } from './page.ts';
export { startServer } from './server.ts';
