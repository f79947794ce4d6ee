import type { Cell, Row } from '@telltale/rows';
import { SqlError } from './sql-error.ts';

/**
 * Makes rows of the cells that a driver gives in the order of the columns.
 *
 * @throws SqlError if two columns have the same name: one of them would hide the other
 */
export function rowsOfArrays<Given>(
  type: string,
  names: readonly string[],
  arrays: readonly (readonly Given[])[],
  cellOf: (given: Given, column: number) => Cell,
): Row[] {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new SqlError(
      `${type}: the result has two columns that are called ${JSON.stringify(twice)}. Name each of them with AS.`,
    );
  }
  return arrays.map((cells) => {
    // Without a prototype, a column may be called __proto__.
    const row = Object.create(null) as Record<string, Cell>;
    names.forEach((name, column) => {
      row[name] = cellOf(cells[column] as Given, column);
    });
    return row;
  });
}
