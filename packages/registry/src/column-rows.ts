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

/** The columns with only some of their rows, in the order given. */
export function selectRows(columns: FamilyColumns, rows: readonly number[]): FamilyColumns {
  const { width } = columns;
  const values = new Float64Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    values.set(columns.values.subarray(row * width, (row + 1) * width), index * width);
  }
  return {
    ...columns,
    size: rows.length,
    values,
    ...eachColumn((name) => {
      const column: SeriesColumn = columns[name];
      return (
        column &&
        like(
          column,
          rows.map((row) => column[row]),
        )
      );
    }),
  };
}

/** The rows of two families of the same label names and shape, one behind the other. */
export function appendRows(
  first: FamilyColumns,
  second: FamilyColumns,
  labelNames: readonly string[],
): FamilyColumns {
  // The shape of a family without series says nothing.
  if (first.size === 0) return second;
  if (second.size === 0) return first;
  const size = first.size + second.size;
  const values = new Float64Array(size * first.width);
  values.set(first.values.subarray(0, first.size * first.width));
  values.set(second.values.subarray(0, second.size * second.width), first.size * first.width);
  return {
    ...first,
    size,
    values,
    ...eachColumn((name) => {
      const [a, b]: [SeriesColumn, SeriesColumn] = [first[name], second[name]];
      const kind = a ?? b;
      if (kind === undefined) return undefined;
      // What a family says once for all its series; NaN stands for no time.
      const absent =
        name === 'seriesLabelNames' ? labelNames : kind instanceof Float64Array ? NaN : undefined;
      const items = Array.from({ length: size }, (_, row) => {
        const [column, at] = row < first.size ? [a, row] : [b, row - first.size];
        return column === undefined ? absent : column[at];
      });
      return like(kind, items);
    }),
  };
}

function eachColumn(
  make: (name: (typeof seriesColumns)[number]) => unknown,
): Partial<FamilyColumns> {
  return Object.fromEntries(seriesColumns.map((name) => [name, make(name)]));
}

/** Items in a column of the same kind. */
function like(column: ArrayLike<unknown>, items: unknown[]): ArrayLike<unknown> {
  return column instanceof Float64Array ? Float64Array.from(items as number[]) : items;
}
