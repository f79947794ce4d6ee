export { defaultBuckets, exponentialBuckets, linearBuckets } from './buckets.ts';
export { Counter, type CounterHandle, type CounterOptions, type IncOptions } from './counter.ts';
export type { CallbackMetric, CallbackOptions, CallbackReading } from './callback-metric.ts';
export { CounterFunc, type CounterFuncOptions } from './counter-func.ts';
export type { ExemplarLabels, ExemplarOptions, ExemplarProvider } from './exemplar-options.ts';
export { GaugeFunc, type GaugeFuncOptions } from './gauge-func.ts';
export { Gauge, type GaugeHandle, type GaugeOptions } from './gauge.ts';
export {
  Histogram,
  type HistogramHandle,
  type HistogramObserveOptions,
  type HistogramOptions,
} from './histogram.ts';
export { Info, type InfoHandle, type InfoOptions } from './info.ts';
export type { InstrumentOptions } from './instrument-options.ts';
export type { Instrument } from './instrument.ts';
export type { NativeOptions } from './native-options.ts';
export type {
  ObserveOptions,
  ObservingHandle,
  ObservingInstrument,
} from './observing-instrument.ts';
export { StateSet, type StateSetHandle, type StateSetOptions } from './state-set.ts';
export { Summary, type SummaryHandle, type SummaryOptions } from './summary.ts';
export type { TimedHandle, TimedInstrument } from './timed-instrument.ts';
export { MetricError, type MetricErrorCode } from '@telltale/model';
