import type { FamilyColumns } from '@telltale/model';

/** Writes the values of rows in the order of their samples. */
export type RowFill = (
  columns: FamilyColumns,
  first: number,
  count: number,
  values: Float64Array,
) => void;

/** For rows whose first cells are what is shown, in that order: of all types but histograms. */
export function fillCells(cells: number): RowFill {
  return ({ values: from, width }, first, count, values) => {
    if (width === cells) {
      values.set(from.subarray(first * width, (first + count) * width));
      return;
    }
    for (let row = 0; row < count; row++) {
      const at = (first + row) * width;
      values.set(from.subarray(at, at + cells), row * cells);
    }
  };
}

/** For rows of histograms: cumulative buckets, and where they are shown the sum and the count. */
export function fillBuckets(buckets: number, showsTotals: boolean): RowFill {
  return ({ values: from, width }, first, count, values) => {
    let to = 0;
    for (let row = 0; row < count; row++) {
      const start = (first + row) * width;
      let total = 0;
      for (let bucket = 0; bucket < buckets; bucket++) {
        total += from[start + bucket] as number;
        values[to++] = total;
      }
      if (!showsTotals) continue;
      values[to++] = from[start + buckets] as number;
      values[to++] = total;
    }
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
