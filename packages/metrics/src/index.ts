export { defaultBuckets, exponentialBuckets, linearBuckets } from './buckets.ts';
export { Counter, type CounterHandle, type CounterOptions } from './counter.ts';
export { Gauge, type GaugeHandle, type GaugeOptions } from './gauge.ts';
export {
  Histogram,
  type HistogramHandle,
  type HistogramOptions,
  type ObserveOptions,
} from './histogram.ts';
export type { InstrumentOptions } from './instrument-options.ts';
export type { Instrument } from './instrument.ts';
export type { TimedHandle, TimedInstrument } from './timed-instrument.ts';
export { MetricError, type MetricErrorCode } from '@telltale/model';
