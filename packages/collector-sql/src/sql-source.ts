import type { PoolUse, QueryContext, Row, RowSource } from '@telltale/rows';
import { checkSourceOptions } from './check-source-options.ts';
import { ConnectionPool } from './connection-pool.ts';
import { faultsOfSource } from './faults-of-source.ts';
import { openMysql } from './mysql/open-mysql.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { defaultMaxRows } from './row-limit.ts';
import type { SqlConnection } from './sql-connection.ts';
import { SqlError } from './sql-error.ts';
import { statementOf, type SqlQuery } from './sql-query.ts';
import type { SqlSourceOptions } from './sql-source-options.ts';
import { SqliteProcess } from './sqlite/sqlite-process.ts';
import { untilEither } from './until-either.ts';

/** A database that is asked for rows. */
export interface SqlSource extends RowSource<SqlQuery> {
  /** What it was made as. */
  readonly type: 'postgres' | 'mysql' | 'sqlite';
  /** The connections now; those of SQLite are processes. */
  pool(): PoolUse;
  /** Says what keeps it from connecting: a driver that is not installed, a `url` that is none. Nothing is connected. */
  check(): Promise<readonly string[]>;
}

const defaultIdleTimeoutMs = 5 * 60_000;
const defaultMaxConnections = { postgres: 3, mysql: 3, sqlite: 2 } as const;

/**
 * Makes a source of rows of a database. Nothing is connected before the first query. Connections are kept for the next
 * query, opened anew when they were lost, and all closed when the source is disposed of.
 *
 * A query rejects with an {@link SqlError} that says what the database said, with the reason of its signal after the
 * statement was cancelled at the server, or with INVALID_CONFIG if the driver is not installed.
 *
 * @throws INVALID_OPTION if an option is not known or not as described
 */
export function sqlSource(options: SqlSourceOptions): SqlSource {
  checkSourceOptions(options);
  const { type } = options;
  const pool = new ConnectionPool({
    max: options.maxConnections ?? defaultMaxConnections[type],
    idleTimeoutMs: options.idleTimeoutMs ?? defaultIdleTimeoutMs,
    open: openerOf({ ...options }),
  });
  const disposal = new AbortController();
  let disposed: Promise<void> | undefined;
  return {
    type,
    async query(query: SqlQuery, { signal }: QueryContext): Promise<readonly Row[]> {
      const statement = statementOf(query);
      return untilEither(signal, disposal.signal, (either) =>
        pool.run(either, (connection) => connection.query(statement, either)),
      );
    },
    pool: () => pool.use(),
    check: () => faultsOfSource(options),
    [Symbol.asyncDispose]() {
      disposal.abort(new SqlError(`${type}: the source was disposed of`));
      return (disposed ??= pool.close());
    },
  };
}

function openerOf(options: SqlSourceOptions): (signal: AbortSignal) => Promise<SqlConnection> {
  switch (options.type) {
    case 'postgres':
      return openPostgres(options);
    case 'mysql':
      return openMysql(options);
    case 'sqlite': {
      const { path, readOnly = true, busyTimeoutMs = 5000, maxRows = defaultMaxRows } = options;
      return () => Promise.resolve(new SqliteProcess({ path, readOnly, busyTimeoutMs, maxRows }));
    }
  }
}
