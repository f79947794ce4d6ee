/**
 * The values of a family side by side: what encoders read, so that a page of a million series visits no object a
 * series. Row `i` of each column is series `i`; a row of `values` is `width` doubles, and what they are depends on
 * the type:
 *
 * | type | row |
 * | --- | --- |
 * | counter, gauge, info, unknown | the value |
 * | histogram, gaugehistogram | a count for each of `bounds` and one for what lies above them, not cumulative; the sum |
 * | summary | a value for each of `quantiles`; the sum; the count |
 * | stateset | 0 or 1 for each of `states` |
 */
export interface FamilyColumns {
  /** Number of series. Columns may be longer; what lies beyond is not part of the family. */
  readonly size: number;
  /** Doubles in a row of `values`. */
  readonly width: number;
  readonly values: Float64Array;
  /**
   * Label values of each series in the order of the label names. The array of one series is the same object in every
   * reading for as long as the series lives, so that what was rendered from it can be kept.
   */
  readonly labelValues: readonly (readonly string[])[];
  /** Label names of each series, where they are not the family's: only on families that were parsed or merged. */
  readonly seriesLabelNames?: readonly (readonly string[])[] | undefined;
  /** Unix time in seconds at which counting began; `NaN` where it is not known. */
  readonly startTimestamps?: Float64Array | undefined;
  /** Unix time in seconds at which the value was read at its source; `NaN` where none is given. */
  readonly timestamps?: Float64Array | undefined;
  /** Upper bounds of the buckets, ascending, without `Infinity`. */
  readonly bounds?: readonly number[] | undefined;
  /** Quantiles of a summary, ascending. */
  readonly quantiles?: readonly number[] | undefined;
  /** Names of the states of a state set. */
  readonly states?: readonly string[] | undefined;
}
