import type { FamilyColumns } from '@telltale/model';

/** The columns with only some of their rows, in the order given. */
export function selectRows(columns: FamilyColumns, rows: readonly number[]): FamilyColumns {
  const { width } = columns;
  const values = new Float64Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    values.set(columns.values.subarray(row * width, (row + 1) * width), index * width);
  }
  const pick = <Item>(column: ArrayLike<Item>): Item[] => rows.map((row) => column[row] as Item);
  const pickIf = <Item>(column: ArrayLike<Item> | undefined): Item[] | undefined =>
    column === undefined ? undefined : pick(column);
  const pickTimes = (column: Float64Array | undefined): Float64Array | undefined =>
    column === undefined ? undefined : Float64Array.from(pick(column));
  return {
    ...columns,
    size: rows.length,
    values,
    labelValues: pick(columns.labelValues),
    seriesLabelNames: pickIf(columns.seriesLabelNames),
    startTimestamps: pickTimes(columns.startTimestamps),
    timestamps: pickTimes(columns.timestamps),
    seriesShapes: pickIf(columns.seriesShapes),
    exemplars: pickIf(columns.exemplars),
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

  const join = <Item>(a: readonly Item[], b: readonly Item[]): Item[] => [
    ...a.slice(0, first.size),
    ...b.slice(0, second.size),
  ];
  const joinIf = <Item>(
    a: readonly Item[] | undefined,
    b: readonly Item[] | undefined,
    absent: Item,
  ): Item[] | undefined =>
    a === undefined && b === undefined
      ? undefined
      : join(
          a ?? Array.from({ length: first.size }, () => absent),
          b ?? Array.from({ length: second.size }, () => absent),
        );
  const joinTimes = (
    a: Float64Array | undefined,
    b: Float64Array | undefined,
  ): Float64Array | undefined => {
    if (a === undefined && b === undefined) return undefined;
    const column = new Float64Array(size).fill(NaN);
    if (a !== undefined) column.set(a.subarray(0, first.size));
    if (b !== undefined) column.set(b.subarray(0, second.size), first.size);
    return column;
  };
  return {
    ...first,
    size,
    values,
    labelValues: join(first.labelValues, second.labelValues),
    seriesLabelNames: joinIf(first.seriesLabelNames, second.seriesLabelNames, labelNames),
    startTimestamps: joinTimes(first.startTimestamps, second.startTimestamps),
    timestamps: joinTimes(first.timestamps, second.timestamps),
    seriesShapes: joinIf(first.seriesShapes, second.seriesShapes, undefined),
    exemplars: joinIf(first.exemplars, second.exemplars, undefined),
  };
}
