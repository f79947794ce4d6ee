import type { FamilyColumns } from './family-columns.ts';
import type { MetricType } from './metric-type.ts';

/** What tells the cells of a row apart, and what their samples are called in text. */
export interface RowLayout {
  /** The column that has a key for each cell before the totals. */
  readonly keys: 'bounds' | 'quantiles' | 'states';
  /** The label that shows the key, which the type needs for itself. That of a state set is called as its family. */
  readonly label?: 'le' | 'quantile';
  /** What stands behind the family's name for these cells, and for the sum and the count where there are such. */
  readonly suffixes: readonly [cells: string, sum?: string, count?: string];
}

/** The types that have more than a value to a row; {@link FamilyColumns} says what is where. */
export const rowLayouts: Readonly<Partial<Record<MetricType, RowLayout>>> = {
  histogram: { keys: 'bounds', label: 'le', suffixes: ['_bucket', '_sum', '_count'] },
  gaugehistogram: { keys: 'bounds', label: 'le', suffixes: ['_bucket', '_gsum', '_gcount'] },
  summary: { keys: 'quantiles', label: 'quantile', suffixes: ['', '_sum', '_count'] },
  stateset: { keys: 'states', suffixes: [''] },
};

/** A row of one of these types. */
export interface RowReading {
  /** Bounds with `Infinity`, quantiles, or states. */
  readonly keys: readonly (number | string)[];
  /** A value for each key; the buckets of a histogram are cumulative. */
  readonly cells: readonly number[];
  /** Without meaning for a state set, as the count. */
  readonly sum: number;
  readonly count: number;
}

/** Reads a row as its own shape or else the family lays it out. */
export function readRow(layout: RowLayout, columns: FamilyColumns, row: number): RowReading {
  const { values, width, seriesShapes } = columns;
  const cell = (at: number): number => values[row * width + at] as number;
  const own = seriesShapes?.[row]?.[layout.keys] ?? columns[layout.keys] ?? [];
  const isHistogram = layout.keys === 'bounds';
  const keys = isHistogram ? [...own, Infinity] : own;
  let total = 0;
  const cells = keys.map((_, at) => {
    total += cell(at);
    return isHistogram ? total : cell(at);
  });
  return {
    keys,
    cells,
    sum: cell(keys.length),
    count: isHistogram ? total : cell(keys.length + 1),
  };
}
