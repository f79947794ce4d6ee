import type { Exemplar } from './exemplar.ts';
import type { NativeHistogramValue } from './metric-family.ts';

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
  /** Whether no two series have the same labels, as those of an instrument. Default: it is not known. */
  readonly isDistinct?: boolean | undefined;
  /** Number of series. Columns may be longer; what lies beyond is not part of the family. */
  readonly size: number;
  /** Doubles in a row of `values`. */
  readonly width: number;
  /** `width` doubles a series, one series after the other, laid out as the table says. */
  readonly values: Float64Array;
  /**
   * Label values of each series. It is the same object in every reading in which the first series have the labels that
   * they had before, so that what was rendered from them can be kept.
   */
  readonly labelValues: LabelRows;
  /** Label names of each series, where they are not the family's: only on families that were parsed or merged. Absent: they are. */
  readonly seriesLabelNames?: readonly (readonly string[])[] | undefined;
  /** Unix time in seconds at which counting began; `NaN` where it is not known. Absent: of no series. */
  readonly startTimestamps?: Float64Array | undefined;
  /** Unix time in seconds at which the value was read at its source; `NaN` where none is given. Absent: of no series. */
  readonly timestamps?: Float64Array | undefined;
  /** Upper bounds of the buckets, ascending, without `Infinity`. Absent on what has no classic buckets. */
  readonly bounds?: readonly number[] | undefined;
  /** Quantiles of a summary, ascending. Absent on the other types. */
  readonly quantiles?: readonly number[] | undefined;
  /** Names of the states of a state set. Absent on the other types. */
  readonly states?: readonly string[] | undefined;
  /**
   * What a series has otherwise than its family, `undefined` where nothing: only on families that were parsed or
   * merged. Its row is laid out by its own bounds, quantiles or states; what is left of `width` is unused.
   */
  readonly seriesShapes?: readonly (SeriesShape | undefined)[] | undefined;
  /**
   * For each series one exemplar a cell of its row that counts: a counter's total, the buckets of a histogram. Absent:
   * there are none.
   */
  readonly exemplars?: readonly (readonly (Exemplar | undefined)[] | undefined)[] | undefined;
  /** The native buckets of each series of a histogram, without `bounds` it is native only. Absent: classic only. */
  readonly native?: readonly (NativeHistogramValue | undefined)[] | undefined;
}

/** Label values by row. An array that has an array for each row is one. */
export interface LabelRows {
  /** The label values of a row in the order of the label names. */
  at(row: number): readonly string[] | undefined;
  /**
   * For each label the words that are its values; there may be more. What looks at each value needs to look only at
   * these. Absent where it is not known.
   */
  readonly words?: readonly (readonly string[])[] | undefined;
  /** With `words`: by row and label the number of the word. */
  readonly numbers?: Uint32Array | undefined;
}

/** What one series has otherwise than its family. */
export interface SeriesShape {
  /** Upper bounds of its buckets, ascending, without `Infinity`. Default: the family's. */
  readonly bounds?: readonly number[] | undefined;
  /** Its quantiles, ascending. Default: the family's. */
  readonly quantiles?: readonly number[] | undefined;
  /** Names of its states. Default: the family's. */
  readonly states?: readonly string[] | undefined;
  /** Whether the page had no sum for it; the cell is `NaN`. Default: false. */
  readonly noSum?: boolean | undefined;
  /** Whether the page had no count for it; the cell of a summary is `NaN`. Default: false. */
  readonly noCount?: boolean | undefined;
  /** Whether to write it back as it was read even where a writer would leave a sample out. Default: false. */
  readonly asRead?: boolean | undefined;
}
