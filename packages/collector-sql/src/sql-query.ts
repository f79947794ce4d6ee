import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** What a placeholder may stand for. */
export type SqlParameter = string | number | bigint | boolean | null;

/**
 * One statement that gives rows: its text, or its text with what its placeholders stand for (`$1` in PostgreSQL, `?` in
 * the others).
 */
export type SqlQuery =
  string | { readonly sql: string; readonly parameters?: readonly SqlParameter[] | undefined };

/** The parts of a query. */
export interface SqlStatement {
  readonly sql: string;
  /** Empty where there are none. */
  readonly parameters: readonly SqlParameter[];
}

/** @throws INVALID_OPTION if it is no query */
export function statementOf(query: SqlQuery): SqlStatement {
  const given: unknown = typeof query === 'string' ? { sql: query } : query;
  const { sql, parameters = [], ...others } = Object(given) as Readonly<Record<string, unknown>>;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new MetricError(
      'INVALID_OPTION',
      `the query has ${describeValue(other)}, expected no more than sql and parameters.`,
    );
  }
  if (typeof sql === 'string' && sql.trim() !== '' && Array.isArray(parameters)) {
    return { sql, parameters: parameters as readonly SqlParameter[] };
  }
  throw new MetricError(
    'INVALID_OPTION',
    `the query is ${describeValue(query)}, expected the text of a statement, or { sql, parameters: [] }.`,
  );
}
