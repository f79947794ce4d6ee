import { SqlError } from './sql-error.ts';

/** Far more than anybody shows, and what is held without trouble. */
export const defaultMaxRows = 100_000;

/** The error for a result that is too long to be held. */
export function tooManyRows(type: string, maxRows: number): SqlError {
  return new SqlError(
    `${type}: the result has more than ${maxRows} rows. Group them in the query, or raise maxRows.`,
  );
}
