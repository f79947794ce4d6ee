import type { FamilyColumns } from '@telltale/model';
import type { Row } from './line-writer.ts';

/**
 * The rows without those that would make a series stand twice or go back in time: the first stays, and what follows it
 * at once with a later timestamp. `keyOf` gives the same text for the same labels.
 */
export function* distinctRows(
  rows: Iterable<Row>,
  { timestamps }: FamilyColumns,
  keyOf: (row: Row) => string,
): Generator<Row, void, undefined> {
  const times = new Map<string, number>();
  let open: string | undefined;
  for (const row of rows) {
    const series = keyOf(row);
    const before = times.get(series);
    const time = row.time === '' ? NaN : (timestamps?.[row.index] ?? NaN);
    if (before !== undefined && !(series === open && time > before)) continue;
    times.set(series, time);
    open = series;
    yield row;
  }
}
