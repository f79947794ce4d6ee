import type { Exemplar } from './exemplar.ts';
import type { FamilyColumns } from './family-columns.ts';
import type { Labels } from './labels.ts';
import type { Metric } from './metric.ts';

/** An immutable reading of a metric: all its series at one instant. {@link constantFamily} makes one of any source. */
export interface MetricFamily extends Metric {
  /** For readers, an object a series. Encoders read {@link MetricFamily.columns} instead. */
  readonly series: Iterable<Series>;
  /** The values behind `series`, side by side. */
  readonly columns: FamilyColumns;
  /** How many look-ups went to the overflow series because the metric was at its `maxSeries`. Default: 0. */
  readonly overflowed?: number;
}

/** One combination of labels and its value. */
export interface Series {
  readonly labels: Labels;
  readonly value: SeriesValue;
  /** When counting began: Unix time in seconds. Absent where it is not known. */
  readonly startTimestamp?: number | undefined;
  /** When the value was read at its source: Unix time in seconds. Absent means: at the scrape. */
  readonly timestamp?: number | undefined;
  /** Of a counter. Those of a histogram are on its buckets. */
  readonly exemplar?: Exemplar | undefined;
}

/**
 * A number for counter, gauge, info and unknown; the other types have an object each, as their family's `type` says:
 * {@link HistogramValue} for histogram and gaugehistogram, {@link SummaryValue}, {@link StateSetValue}.
 */
export type SeriesValue = number | HistogramValue | SummaryValue | StateSetValue;

/** A histogram: classic buckets, native ones, or both. */
export interface HistogramValue {
  readonly count: number;
  readonly sum: number;
  /** Ascending by bound, counts cumulative, the last bound `Infinity` and its count equal to `count`. */
  readonly buckets: readonly HistogramBucket[];
  /** Absent on a histogram that is only classic. */
  readonly native?: NativeHistogramValue | undefined;
}

/**
 * The native buckets of a histogram. At schema `n`, bucket `i` holds what lies above 2^((i-1) · 2^-n) and not above
 * 2^(i · 2^-n); for the negative ones the same with the sign changed.
 *
 * @see Prometheus "Native Histograms" specification, "Schema"
 */
export interface NativeHistogramValue {
  /** Resolution, from -4 to 8: each step up doubles the buckets. */
  readonly schema: number;
  /** What is not further from 0 than this is in the zero bucket. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: NativeBucketsValue;
  readonly negative: NativeBucketsValue;
  /** Default: none. */
  readonly exemplars?: readonly Exemplar[] | undefined;
}

/** Populated buckets, side by side. */
export interface NativeBucketsValue {
  /** Ascending. */
  readonly indexes: readonly number[];
  /** Not cumulative. */
  readonly counts: readonly number[];
}

export interface HistogramBucket {
  /** Inclusive. */
  readonly upperBound: number;
  readonly count: number;
  readonly exemplar?: Exemplar | undefined;
}

export interface SummaryValue {
  readonly count: number;
  readonly sum: number;
  /** Ascending; a value is `NaN` where nothing was observed. */
  readonly quantiles: readonly SummaryQuantile[];
}

export interface SummaryQuantile {
  /** From 0 to 1. */
  readonly quantile: number;
  readonly value: number;
}

/** Which states are on, by name, in the order of declaration. */
export interface StateSetValue {
  readonly states: Readonly<Record<string, boolean>>;
}
