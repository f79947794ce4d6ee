// Runs statements on SQLite for its parent process, one after the other, each on the file opened anew: a file that was
// replaced is seen, and between two scrapes nothing is locked.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { SqliteAnswer, SqliteRequest } from './sqlite-messages.ts';

function answer({
  path,
  readOnly,
  busyTimeoutMs,
  maxRows,
  sql,
  parameters,
}: SqliteRequest): SqliteAnswer {
  const database = new DatabaseSync(path, { readOnly });
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    const statement = database.prepare(sql);
    const rest = sql.slice(sql.indexOf(statement.sourceSQL) + statement.sourceSQL.length);
    if (hasMore(rest))
      return { message: 'the query has several statements, expected one that gives rows' };
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const names = statement.columns().map(({ name }) => name);
    if (names.length === 0)
      return { message: 'the statement gives no rows, expected one that does, such as SELECT' };
    const rows: SqliteCell[][] = [];
    for (const row of statement.iterate(...parameters.map(parameterOf))) {
      rows.push(row as unknown as SqliteCell[]);
      if (rows.length > maxRows) break;
    }
    return { names, rows };
  } finally {
    database.close();
  }
}

type SqliteCell = string | number | bigint | Uint8Array | null;

/** Whether there is something but blanks and comments. */
function hasMore(sql: string): boolean {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').replace(/[\s;]/g, '') !== '';
}

function parameterOf(value: SqliteRequest['parameters'][number]): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

function failure(error: unknown): SqliteAnswer {
  const { message, errcode } = error as Error & { errcode?: number };
  return { message, ...(errcode === undefined ? {} : { code: `SQLITE_${errcode}` }) };
}

process.on('message', (request: SqliteRequest) => {
  let made: SqliteAnswer;
  try {
    made = answer(request);
  } catch (error) {
    made = failure(error);
  }
  process.send?.(made);
});
// The parent is gone, or has no use for this process any more.
process.on('disconnect', () => process.exit());
