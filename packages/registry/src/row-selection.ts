import type { FamilyColumns } from '@telltale/model';

/** The columns with only some of their rows, in the order given. */
export function selectRows(columns: FamilyColumns, rows: readonly number[]): FamilyColumns {
  const { width } = columns;
  const values = new Float64Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    values.set(columns.values.subarray(row * width, (row + 1) * width), index * width);
  }
  const pick = <Item>(column: ArrayLike<Item>): Item[] => rows.map((row) => column[row] as Item);
  const pickTimes = (column: Float64Array | undefined): Float64Array | undefined =>
    column === undefined ? undefined : Float64Array.from(pick(column));
  return {
    ...columns,
    size: rows.length,
    values,
    labelValues: pick(columns.labelValues),
    seriesLabelNames:
      columns.seriesLabelNames === undefined ? undefined : pick(columns.seriesLabelNames),
    startTimestamps: pickTimes(columns.startTimestamps),
    timestamps: pickTimes(columns.timestamps),
  };
}
