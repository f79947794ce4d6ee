import { renameSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { leavesNothingRunning } from '@telltale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SqliteSourceOptions } from '../sql-source-options.ts';
import { sqlSource, type SqlSource } from '../sql-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'telltale-sqlite-'));
const path = join(folder, 'shop.db');
const never = new AbortController().signal;
/** Counts for minutes, in one step of SQLite. */
const endless =
  'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1e12) SELECT count(*) FROM c';

function fill(file: string, ...statements: string[]): void {
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** Sources of one test. */
const sources: SqlSource[] = [];
function open(options: Partial<SqliteSourceOptions> = {}): SqlSource {
  const source = sqlSource({ type: 'sqlite', path, ...options });
  sources.push(source);
  return source;
}

beforeAll(() => {
  fill(
    path,
    'CREATE TABLE cells (big, num REAL, text, bytes BLOB, none)',
    "INSERT INTO cells VALUES (9007199254740993, 1.5, 'a', x'00ff', NULL)",
  );
});
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source[Symbol.asyncDispose]()));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('cells', () => {
  it('are exact, whatever their type', async () => {
    const rows = await open().query('SELECT *, 1e999 AS inf, -7 AS small FROM cells', {
      signal: never,
    });
    expect(rows).toEqual([
      {
        big: 9007199254740993n,
        num: 1.5,
        text: 'a',
        bytes: Uint8Array.of(0, 255),
        none: null,
        inf: Infinity,
        small: -7n,
      },
    ]);
  });

  it('may be asked for by parameters', async () => {
    const query = {
      sql: 'SELECT ? AS a, ? AS b, ? AS c, ? AS d',
      parameters: ['x', 2n ** 62n, true, null],
    };
    expect(await open().query(query, { signal: never })).toEqual([
      { a: 'x', b: 2n ** 62n, c: 1, d: null },
    ]);
  });

  it('come in tens of thousands', async () => {
    const sql =
      'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10000) SELECT n FROM c';
    const rows = await open().query(sql, { signal: never });
    expect(rows).toHaveLength(10_000);
    expect(rows.at(-1)).toEqual({ n: 10_000n });
  });
});

describe('what is refused', () => {
  it('a result that is too long', async () => {
    const query = (rows: number) =>
      open({ maxRows: 5 }).query(
        `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${rows}) SELECT n FROM c`,
        { signal: never },
      );
    expect(await query(5)).toHaveLength(5);
    await expect(query(1e12)).rejects.toThrow(
      'sqlite: the result has more than 5 rows. Group them in the query, or raise maxRows.',
    );
  });

  it.each([
    ['SELEC 1', 'sqlite: near "SELEC": syntax error', 'SQLITE_1'],
    [
      'SELECT 1; SELECT 2',
      'sqlite: the query has several statements, expected one that gives rows',
      undefined,
    ],
    [
      'SELECT 1 AS a, 2 AS a',
      'sqlite: the result has two columns that are called "a". Name each of them with AS.',
      undefined,
    ],
    [
      'DELETE FROM cells',
      'sqlite: the statement gives no rows, expected one that does, such as SELECT',
      undefined,
    ],
    ['DELETE FROM cells RETURNING big', 'sqlite: attempt to write a readonly database', 'SQLITE_8'],
    ['PRAGMA user_version = 1', 'sqlite: ', undefined],
  ])('%s', async (sql, message, code) => {
    await expect(open().query(sql, { signal: never })).rejects.toMatchObject({
      name: 'SqlError',
      message: expect.stringContaining(message) as string,
      ...(code === undefined ? {} : { code }),
    });
  });

  it('a comment behind the statement is not', async () => {
    const sql = 'SELECT 1 AS a; -- that; is all\n /* really; */ ;';
    expect(await open().query(sql, { signal: never })).toEqual([{ a: 1n }]);
  });

  it('a file that is not there, and it is none then either', async () => {
    const missing = join(folder, 'missing.db');
    const query = open({ path: missing }).query('SELECT 1 AS a', { signal: never });
    await expect(query).rejects.toThrow(`sqlite: unable to open database file (${missing})`);
  });

  it('a query with a part that is not known', async () => {
    const query = { sql: 'SELECT ? AS a', params: [1] };
    await expect(open().query(query as never, { signal: never })).rejects.toThrow(
      'the query has "params", expected no more than sql and parameters.',
    );
  });

  it.each(['', { sql: 1 }, null])('%j as a query', async (query) => {
    await expect(open().query(query as never, { signal: never })).rejects.toThrow(
      'expected the text of a statement, or { sql, parameters: [] }.',
    );
  });
});

it('writes only when it is told that it may', async () => {
  const file = join(folder, 'written.db');
  fill(file, 'CREATE TABLE t (n)');
  const rows = await open({ path: file, readOnly: false }).query(
    'INSERT INTO t VALUES (1) RETURNING n',
    { signal: never },
  );
  expect(rows).toEqual([{ n: 1n }]);
});

it('sees a file that took the place of the one before', async () => {
  const file = join(folder, 'replaced.db');
  fill(file, 'CREATE TABLE t AS SELECT 1 AS n');
  const source = open({ path: file });
  expect(await source.query('SELECT n FROM t', { signal: never })).toEqual([{ n: 1n }]);
  fill(`${file}.new`, 'CREATE TABLE t AS SELECT 2 AS n');
  renameSync(`${file}.new`, file);
  expect(await source.query('SELECT n FROM t', { signal: never })).toEqual([{ n: 2n }]);
});

it('waits for a lock as long as it may, and reads when it is given back', async () => {
  const file = join(folder, 'locked.db');
  fill(file, 'CREATE TABLE t AS SELECT 1 AS n');
  const writer = new DatabaseSync(file);
  writer.exec('BEGIN EXCLUSIVE');
  const source = open({ path: file, busyTimeoutMs: 0 });
  await expect(source.query('SELECT n FROM t', { signal: never })).rejects.toMatchObject({
    message: `sqlite: database is locked (${file})`,
    code: 'SQLITE_5',
  });
  writer.exec('COMMIT');
  writer.close();
  expect(await source.query('SELECT n FROM t', { signal: never })).toEqual([{ n: 1n }]);
});

describe('the deadline', () => {
  it('ends a statement that would go on for minutes, and its process with it', async () => {
    const source = open({ maxConnections: 1 });
    const controller = new AbortController();
    const reason = new Error('too late');
    const query = source.query(endless, { signal: controller.signal });
    // It has begun when its process has answered the one before.
    expect(source.pool()).toEqual({ max: 1, open: 1, idle: 0, waiting: 0 });
    setTimeout(() => {
      controller.abort(reason);
    }, 100);
    await expect(query).rejects.toBe(reason);
    expect(source.pool()).toEqual({ max: 1, open: 0, idle: 0, waiting: 0 });
    expect(await source.query('SELECT 1 AS a', { signal: never })).toEqual([{ a: 1n }]);
  });

  it('holds for those that wait for a process, too', async () => {
    const source = open({ maxConnections: 1 });
    const first = new AbortController();
    const running = source.query(endless, { signal: first.signal });
    const second = new AbortController();
    const waiting = source.query('SELECT 1 AS a', { signal: second.signal });
    const third = source.query('SELECT 3 AS a', { signal: never });
    expect(source.pool()).toEqual({ max: 1, open: 1, idle: 0, waiting: 2 });
    second.abort(new Error('no time'));
    await expect(waiting).rejects.toThrow('no time');
    expect(source.pool().waiting).toBe(1);
    first.abort(new Error('too late'));
    await expect(running).rejects.toThrow('too late');
    expect(await third).toEqual([{ a: 3n }]);
  });

  it('that is over at once starts nothing', async () => {
    const source = open();
    const query = source.query('SELECT 1 AS a', { signal: AbortSignal.abort(new Error('over')) });
    await expect(query).rejects.toThrow('over');
    expect(source.pool().open).toBe(0);
  });
});

describe('the pool', () => {
  it('keeps a process for the next query, until it was idle for long enough', async () => {
    const source = open({ idleTimeoutMs: 50 });
    await source.query('SELECT 1 AS a', { signal: never });
    expect(source.pool()).toEqual({ max: 2, open: 1, idle: 1, waiting: 0 });
    await expect.poll(() => source.pool().open).toBe(0);
  });

  it('ends all when it is disposed of, also what runs', async () => {
    await leavesNothingRunning(async () => {
      const source = sqlSource({ type: 'sqlite', path });
      const running = source.query(endless, { signal: never });
      const ended = expect(running).rejects.toThrow('sqlite: the source was disposed of');
      await source[Symbol.asyncDispose]();
      await ended;
      await source[Symbol.asyncDispose]();
      await expect(source.query('SELECT 1 AS a', { signal: never })).rejects.toThrow(
        'was disposed of',
      );
    });
  });
});
