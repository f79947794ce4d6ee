import type { FamilyColumns } from '@telltale/model';

/** The columns that have an item for each series, and what stands where a series has none. */
const seriesColumns = [
  'labelValues',
  'seriesLabelNames',
  'startTimestamps',
  'timestamps',
  'seriesShapes',
  'exemplars',
  'native',
] as const;

type SeriesColumn = ArrayLike<unknown> | undefined;

/**
 * The rows of a family, and behind them some of another's, which has the same label names and shape; of a family
 * without series the shape says nothing.
 */
export function appendRows(
  first: FamilyColumns,
  second: FamilyColumns,
  rows: readonly number[],
  labelNames: readonly string[],
): FamilyColumns {
  if (rows.length === 0) return first;
  if (first.size === 0 && rows.length === second.size) return second;
  const { width } = second;
  const start = first.size * width;
  const size = first.size + rows.length;
  const values = new Float64Array(size * width);
  values.set(first.values.subarray(0, start));
  for (const [index, row] of rows.entries()) {
    values.set(second.values.subarray(row * width, (row + 1) * width), start + index * width);
  }
  const columns = seriesColumns.map((name) => {
    const [a, b]: [SeriesColumn, SeriesColumn] = [first[name], second[name]];
    const kind = a ?? b;
    if (kind === undefined) return [name, kind];
    const isNumeric = kind instanceof Float64Array;
    // What a family says once for all its series; NaN stands for no time.
    const absent = name === 'seriesLabelNames' ? labelNames : isNumeric ? NaN : undefined;
    const items = Array.from({ length: size }, (_, at) => {
      const row = at - first.size;
      const [column, index] = row < 0 ? [a, at] : [b, rows[row] as number];
      return column === undefined ? absent : column[index];
    });
    return [name, isNumeric ? Float64Array.from(items as number[]) : items];
  });
  return { ...second, size, values, ...(Object.fromEntries(columns) as Partial<FamilyColumns>) };
}
