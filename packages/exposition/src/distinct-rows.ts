import type { FamilyColumns } from '@telltale/model';
import type { Row } from './line-writer.ts';
import { mayRepeat } from './repeated-labels.ts';

/**
 * The rows without those that would make a series stand twice or go back in time: the first stays, and what follows it
 * at once with a later timestamp. `keyOf` gives the same text for the same labels.
 */
export function* distinctRows(
  rows: Iterable<Row>,
  columns: FamilyColumns,
  keyOf: (row: Row) => string,
): Generator<Row, void, undefined> {
  if (!mayRepeat(columns)) {
    yield* rows;
    return;
  }
  const { timestamps } = columns;
  const seen = new Set<string>();
  let open: string | undefined;
  let last = NaN;
  for (const row of rows) {
    const series = keyOf(row);
    const time = row.time === '' ? NaN : (timestamps?.[row.index] ?? NaN);
    const size = seen.size;
    if (seen.add(series).size === size && !(series === open && time > last)) continue;
    open = series;
    last = time;
    yield row;
  }
}
