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

type SeriesColumns = Readonly<
  Partial<Record<(typeof seriesColumns)[number], { at(row: number): unknown } | undefined>>
>;

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
  const all = [
    ...Array.from({ length: first.size }, (_, row) => [first, row] as const),
    ...rows.map((row) => [second, row] as const),
  ];
  const values = new Float64Array(all.length * width);
  all.forEach(([from, row], at) => {
    values.set(from.values.subarray(row * width, (row + 1) * width), at * width);
  });
  const columns = seriesColumns.flatMap((name) => {
    const example = first[name] ?? second[name];
    if (example === undefined) return [];
    // What a family says once for all its series. Among times undefined becomes NaN.
    const absent = name === 'seriesLabelNames' ? labelNames : undefined;
    const items = all.map(([{ [name]: column }, row]: readonly [SeriesColumns, number]) =>
      column ? column.at(row) : absent,
    );
    const isNumeric = example instanceof Float64Array;
    return [[name, isNumeric ? Float64Array.from(items as number[]) : items]];
  });
  return {
    ...second,
    size: all.length,
    values,
    ...(Object.fromEntries(columns) as Partial<FamilyColumns>),
  };
}
