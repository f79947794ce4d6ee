import type { RowReader } from './row-values.ts';

/** One sample of each row: what its line begins with. */
export interface SamplePlan {
  /** Up to the labels of the row, where there are labels: `name{`. */
  readonly open: string;
  /** The whole of it, where there are none. */
  readonly bare: string;
  /** A label that stands behind those of the row, such as `le="1"`; empty where there is none. */
  readonly key: string;
}

/** How the rows of a family become lines. */
export interface LineLayout {
  /** The lines before the samples. */
  readonly head: string;
  /** What stands before each label value, but for the comma: `method="`. */
  readonly labelStarts: readonly string[];
  readonly samples: readonly SamplePlan[];
  readonly escapeLabel: (value: string) => string;
  /** Gives the values of rows in the order of their lines. */
  readonly read: RowReader;
}
