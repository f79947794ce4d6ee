import type { MetricFamily } from '@telltale/model';

/**
 * Why rows did not become series.
 *
 * - `empty`: there was no row, and `onEmpty` is `error`.
 * - `column`: a column that the metric needs is in none of the rows.
 * - `null`: a value is NULL.
 * - `value`: a value is not a number, not a state, or not one that the type can hold.
 * - `duplicate`: another row has the same labels.
 * - `series_limit`: the series limit was reached.
 */
export type DropReason = 'empty' | 'column' | 'null' | 'value' | 'duplicate' | 'series_limit';

/** What one metric lost of a result, for one reason. */
export interface DroppedRows {
  /** The name of the metric. */
  readonly metric: string;
  /** Why, to branch on. */
  readonly reason: DropReason;
  /** How many series were left out, or observations of a histogram or summary. */
  readonly count: number;
  /** Whether all of the family was left out, because a policy says so or nothing can be made without the column. */
  readonly isFamily: boolean;
  /** What was wrong with the first of them, what was expected, and what to do. */
  readonly message: string;
}

/** Values that were shown, but not exactly. */
export interface RowWarning {
  /** The name of the metric. */
  readonly metric: string;
  /** A double cannot hold the number. */
  readonly reason: 'precision';
  /** How many values. */
  readonly count: number;
  /** What became of the first of them. */
  readonly message: string;
}

/** What the rows of one result made. */
export interface RowFamilies {
  /** In the order of the metrics, without those that have no series. */
  readonly families: readonly MetricFamily[];
  /** In the order of the metrics. */
  readonly dropped: readonly DroppedRows[];
  /** In the order of the metrics. */
  readonly warnings: readonly RowWarning[];
}
