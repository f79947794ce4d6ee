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

/** The beginning of the line of one sample of a row, up to its value. */
export function lineStart({ open, bare, key }: SamplePlan, labels: string): string {
  if (labels === '') return key === '' ? `${bare} ` : `${open}${key}} `;
  return key === '' ? `${open}${labels}} ` : `${open}${labels},${key}} `;
}

/** The labels of a row, as they stand inside the braces. */
export function labelsText(
  { labelStarts, escapeLabel }: LineLayout,
  values: readonly string[],
): string {
  let text = '';
  for (let at = 0; at < labelStarts.length; at++) {
    const start = labelStarts[at] as string;
    text += `${at > 0 ? ',' : ''}${start}${escapeLabel(values[at] ?? '')}"`;
  }
  return text;
}
