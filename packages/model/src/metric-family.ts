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
  /** In the order of the label names. Empty where there are none. */
  readonly labels: Labels;
  /** In the base unit of the family, in the form that its type asks for. */
  readonly value: SeriesValue;
  /** When counting began: Unix time in seconds. Absent where it is not known. */
  readonly startTimestamp?: number | undefined;
  /** When the value was read at its source: Unix time in seconds. Absent means: at the scrape. */
  readonly timestamp?: number | undefined;
  /** Of a counter; those of a histogram are on its buckets. Absent where there is none. */
  readonly exemplar?: Exemplar | undefined;
}

/**
 * A number for counter, gauge, info and unknown; the other types have an object each, as their family's `type` says:
 * {@link HistogramValue} for histogram and gaugehistogram, {@link SummaryValue}, {@link StateSetValue}.
 */
export type SeriesValue = number | HistogramValue | SummaryValue | StateSetValue;

/** A histogram: classic buckets, native ones, or both. */
export interface HistogramValue {
  /** How many observations there were; of a gauge histogram, how many there are now. */
  readonly count: number;
  /** The sum of all observations, in the unit of the family. */
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
  /** How many observations are in the zero bucket. */
  readonly zeroCount: number;
  /** What lies above the zero bucket. */
  readonly positive: NativeBucketsValue;
  /** What lies below the zero bucket, indexed by its distance from 0. */
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

/**
 * One classic bucket.
 *
 * @see OpenMetrics 1.0, "Histogram"
 */
export interface HistogramBucket {
  /** Inclusive, in the unit of the family; `Infinity` in the last one. */
  readonly upperBound: number;
  /** How many observations are not above the bound: those of the buckets before it are among them. */
  readonly count: number;
  /** One observation of this bucket alone, above the bound before it. Default: none. */
  readonly exemplar?: Exemplar | undefined;
}

/**
 * A summary: quantiles that its source worked out.
 *
 * @see OpenMetrics 1.0, "Summary"
 */
export interface SummaryValue {
  /** How many observations there were since counting began, not only those that the quantiles speak of. */
  readonly count: number;
  /** The sum of the same observations, in the unit of the family. */
  readonly sum: number;
  /** Ascending; a value is `NaN` where nothing was observed. */
  readonly quantiles: readonly SummaryQuantile[];
}

/** One quantile of a summary: the value that this share of the observations does not exceed. */
export interface SummaryQuantile {
  /** From 0 to 1. */
  readonly quantile: number;
  /** In the unit of the family; `NaN` where nothing was observed. */
  readonly value: number;
}

/** Which states are on, by name, in the order of declaration. */
export interface StateSetValue {
  /** Whether each is on. None, one or several may be. */
  readonly states: Readonly<Record<string, boolean>>;
}
