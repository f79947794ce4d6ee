import type { FamilyColumns } from '@telltale/model';

/** Gives the values of rows in the order of their samples; in `scratch`, where they are not so in the columns. */
export type RowReader = (
  columns: FamilyColumns,
  first: number,
  rows: number,
  scratch: Float64Array<ArrayBuffer>,
) => Float64Array;

/** For rows whose first cells are what is shown, in that order: of all types but histograms. */
export function readCells(cells: number): RowReader {
  return ({ values, width }, first, rows, scratch) => {
    // Most families have few rows, and to cut a part out of an array costs more than to look at them.
    if (width === cells) return first === 0 ? values : values.subarray(first * width);
    for (let row = 0; row < rows; row++) {
      const at = (first + row) * width;
      scratch.set(values.subarray(at, at + cells), row * cells);
    }
    return scratch;
  };
}

/** For rows of histograms: cumulative buckets, and where they are shown the sum and the count. */
export function readBuckets(buckets: number, showsTotals: boolean): RowReader {
  return ({ values, width }, first, rows, scratch) => {
    let to = 0;
    for (let row = 0; row < rows; row++) {
      const start = (first + row) * width;
      let total = 0;
      for (let bucket = 0; bucket < buckets; bucket++) {
        total += values[start + bucket] as number;
        scratch[to++] = total;
      }
      if (!showsTotals) continue;
      scratch[to++] = values[start + buckets] as number;
      scratch[to++] = total;
    }
    return scratch;
  };
}

/** Whether a cell of every row passes. */
export function everyCell(
  { size, width, values }: FamilyColumns,
  cell: number,
  passes: (value: number) => boolean,
): boolean {
  for (let row = 0; row < size; row++) {
    if (!passes(values[row * width + cell] as number)) return false;
  }
  return true;
}
