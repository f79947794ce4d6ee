import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqlCollector, sqlSource, type SqlSource } from '@telltale/collector-sql';
import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { leavesNothingRunning } from '@telltale/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../wait-until.ts';
import { plantedPassword, type SqlServer } from './sql-server.ts';

const never = new AbortController().signal;
const metrics = [{ name: 'jobs', help: 'Jobs.', type: 'gauge', values: ['n'] }] as const;
const countJobs = 'SELECT count(*) AS n FROM jobs';

/** What holds for the sources of all servers. */
export function sqlSourceSuite(name: string, start: () => Promise<SqlServer>): void {
  describe(`a source of ${name}`, () => {
    const cleanup = new AsyncDisposableStack();
    let server: SqlServer;
    let sources: SqlSource[] = [];

    function open(more: object = {}): SqlSource {
      const source = sqlSource(server.source(more));
      sources.push(source);
      return source;
    }

    beforeAll(async () => {
      server = cleanup.use(await start());
      const prefix = name === 'MariaDB' ? 'shop.' : '';
      await server.admin(`CREATE TABLE ${prefix}jobs (id int)`);
      await server.admin(`INSERT INTO ${prefix}jobs VALUES (1), (2), (3)`);
    });
    afterEach(async () => {
      await Promise.all(sources.map((source) => source[Symbol.asyncDispose]()));
      sources = [];
      // Nothing leaks: all connections are gone at the server, too.
      await waitUntil('the connections are gone', async () =>
        (await server.connections()) === 0 ? true : undefined,
      );
    });
    afterAll(() => cleanup.disposeAsync());

    /** A source that was asked something, so that there is a connection. */
    async function openAndAsk(more: object = {}): Promise<SqlSource> {
      const source = open(more);
      expect(await source.query(countJobs, { signal: never })).toEqual([{ n: 3n }]);
      return source;
    }

    /** Asks something that takes longer than the test, and resolves when it runs at the server. */
    async function startEndless(
      source: SqlSource,
      { signal = never, times = 1, sql = server.sleep(300) } = {},
    ) {
      const queries = Array.from({ length: times }, () =>
        source.query(sql, { signal }).then(
          () => 'it was not cancelled',
          (error: unknown) => error,
        ),
      );
      await waitUntil('the queries run', async () =>
        (await server.running()).length === Math.min(times, source.pool().max) ? true : undefined,
      );
      return queries;
    }

    async function nothingRuns(): Promise<void> {
      await waitUntil('the queries were cancelled', async () =>
        (await server.running()).length === 0 ? true : undefined,
      );
    }

    test('keeps a connection, and closes it when it was idle for long enough', async () => {
      const source = await openAndAsk({ idleTimeoutMs: 300 });
      await source.query(countJobs, { signal: never });
      expect(source.pool()).toEqual({ max: 3, open: 1, idle: 1, waiting: 0 });
      expect(await server.connections()).toBe(1);
      await waitUntil('the connection is closed', async () =>
        (await server.connections()) === 0 ? true : undefined,
      );
      expect(source.pool().open).toBe(0);
    });

    test('cancels a query at the server at the deadline', async () => {
      const source = open();
      const controller = new AbortController();
      const [query] = await startEndless(source, {
        signal: controller.signal,
        sql: server.endless,
      });
      const reason = new Error('the scrape is over');
      controller.abort(reason);
      expect(await query).toBe(reason);
      await nothingRuns();
      expect(source.pool()).toEqual({ max: 3, open: 0, idle: 0, waiting: 0 });
      expect(await source.query(countJobs, { signal: never })).toEqual([{ n: 3n }]);
    });

    test('answers in time while a table is locked, lets nothing pile up, and is back afterwards', async () => {
      const source = open({ maxConnections: 2 });
      const registry = new Registry();
      const options = { source, metrics, timeoutMs: 500 } as const;
      registry.register(
        sqlCollector({ ...options, name: 'locked', query: countJobs }),
        sqlCollector({
          ...options,
          name: 'free',
          query: 'SELECT 7 AS n',
          metrics: [{ ...metrics[0], name: 'free' }],
        }),
      );
      const scrape = async (): Promise<string> => encodeText(await registry.gather());
      const lock = await server.lock();
      try {
        for (let times = 0; times < 3; times++) {
          const page = await scrape();
          expect(page).toMatch(/^free 7$/m);
          expect(page).not.toMatch(/^jobs/m);
          expect(page).toMatch(/^exporter_collector_success\{collector="locked"\} 0$/m);
          await nothingRuns();
          expect(await server.connections()).toBeLessThanOrEqual(2);
        }
      } finally {
        await lock[Symbol.asyncDispose]();
      }
      expect(await scrape()).toMatch(/^jobs 3$/m);
    });

    test('has as many connections as it may, and the others wait no longer than they may', async () => {
      const source = open({ maxConnections: 2 });
      const controller = new AbortController();
      const queries = await startEndless(source, { signal: controller.signal, times: 20 });
      expect(source.pool()).toEqual({ max: 2, open: 2, idle: 0, waiting: 18 });
      expect(await server.connections()).toBe(2);
      const reason = new Error('the scrape is over');
      controller.abort(reason);
      expect(await Promise.all(queries)).toEqual(queries.map(() => reason));
      await nothingRuns();
      expect(source.pool()).toEqual({ max: 2, open: 0, idle: 0, waiting: 0 });
    });

    test('fails when its connection is dropped, and takes another one next time', async () => {
      const source = open();
      // Several times, as what the server says last and the end of the connection are two things.
      for (let times = 0; times < 10; times++) {
        const [query] = await startEndless(source);
        await server.dropConnections();
        expect(await query).toMatchObject({ name: 'SqlError' });
        expect(await source.query(countJobs, { signal: never })).toEqual([{ n: 3n }]);
      }
    });

    test('does not notice when a connection is dropped that nobody used', async () => {
      const source = await openAndAsk();
      await server.dropConnections();
      await waitUntil('the source knows', () => (source.pool().open === 0 ? true : undefined));
      expect(await source.query(countJobs, { signal: never })).toEqual([{ n: 3n }]);
    });

    test('fails at once while the server is stopped, and is back when it is', async () => {
      const source = await openAndAsk();
      const [query] = await startEndless(source);
      await server.stop();
      try {
        expect(await query).toMatchObject({ name: 'SqlError' });
        for (let times = 0; times < 5; times++) {
          await expect(source.query(countJobs, { signal: never })).rejects.toMatchObject({
            name: 'SqlError',
            code: 'ECONNREFUSED',
          });
        }
        expect(source.pool()).toEqual({ max: 3, open: 0, idle: 0, waiting: 0 });
      } finally {
        await server.startAgain();
      }
      expect(await source.query(countJobs, { signal: never })).toEqual([{ n: 3n }]);
    });

    test('shows nothing old while the server is stopped, unless it is asked to, and all once it is back', async () => {
      const source = open();
      const registry = new Registry();
      const choices = ['drop', 'keep', 'nan'] as const;
      registry.register(
        ...choices.map((onError) =>
          sqlCollector({
            ...{ name: onError, source, query: countJobs, onError },
            ...(onError === 'keep' ? { maxAge: 600_000 } : {}),
            metrics: [{ ...metrics[0], name: `jobs_${onError}` }],
          }),
        ),
      );
      const scrape = async (): Promise<string[]> =>
        encodeText(await registry.gather()).match(/^jobs_\w+ .*|^exporter_collector_success.*/gm) ??
        [];
      const success = (drop: 0 | 1) => [
        `exporter_collector_success{collector="drop"} ${drop}`,
        'exporter_collector_success{collector="keep"} 1',
        'exporter_collector_success{collector="nan"} 1',
      ];
      const all = [...success(1), 'jobs_drop 3', 'jobs_keep 3', 'jobs_nan 3'];
      expect(await scrape()).toEqual(all);
      await server.stop();
      try {
        expect(await scrape()).toEqual([...success(0), 'jobs_keep 3', 'jobs_nan NaN']);
      } finally {
        await server.startAgain();
      }
      expect(await scrape()).toEqual(all);
    });

    test('keeps its deadline while the server stands still, with a connection and without', async () => {
      const source = await openAndAsk();
      const thaw = server.freeze();
      try {
        for (let times = 0; times < 3; times++) {
          const query = source.query(countJobs, { signal: AbortSignal.timeout(300) });
          await expect(query).rejects.toMatchObject({ name: 'TimeoutError' });
        }
        await source[Symbol.asyncDispose]();
      } finally {
        thaw();
      }
      await openAndAsk();
    });

    test('gives up a connection that takes too long', async () => {
      const source = open({ connectTimeoutMs: 300 });
      const thaw = server.freeze();
      try {
        await expect(source.query(countJobs, { signal: never })).rejects.toMatchObject({
          name: 'SqlError',
        });
      } finally {
        thaw();
      }
    });

    test('ends all when it is disposed of, also what runs', async () => {
      const source = open();
      const queries = await startEndless(source, { times: 2, sql: server.endless });
      await source[Symbol.asyncDispose]();
      for (const query of queries) {
        expect(await query).toMatchObject({
          message: expect.stringContaining('the source was disposed of') as string,
        });
      }
      await nothingRuns();
    });

    test('does not keep a process alive while nothing is asked of it', async () => {
      const source = open();
      await leavesNothingRunning(() => source.query(countJobs, { signal: never }));
      expect(source.pool().idle).toBe(1);
      // Taken up again, it is waited for.
      expect(await source.query(server.sleep(0.2), { signal: never })).toHaveLength(1);
    });

    test('reads only, unless it is told otherwise', async () => {
      const insert = 'INSERT INTO jobs VALUES (4) RETURNING id';
      await expect(open().query(insert, { signal: never })).rejects.toThrow(/read.only/i);
      expect(await open({ readOnly: false }).query(insert, { signal: never })).toEqual([{ id: 4 }]);
      await server.admin(`DELETE FROM ${name === 'MariaDB' ? 'shop.' : ''}jobs WHERE id = 4`);
    });

    test('has the server end what a cancel would not reach', async () => {
      const source = open({ statementTimeoutMs: 200 });
      const query = source.query(server.sleep(300), { signal: never });
      await expect(query).rejects.toMatchObject({ name: 'SqlError' });
    });

    test('takes parameters', async () => {
      const placeholder = name === 'MariaDB' ? '?' : '$1';
      const query = {
        sql: `SELECT count(*) AS n FROM jobs WHERE id < ${placeholder}`,
        parameters: [3],
      };
      expect(await open().query(query, { signal: never })).toEqual([{ n: 2n }]);
    });

    test('refuses two columns of one name, and a statement that is wrong', async () => {
      await expect(open().query('SELECT 1 AS a, 2 AS a', { signal: never })).rejects.toThrow(
        'the result has two columns that are called "a". Name each of them with AS.',
      );
      const wrong: unknown = await open()
        .query('SELEC 1', { signal: never })
        .catch((error: unknown) => error);
      expect(wrong).toMatchObject({
        name: 'SqlError',
        message: expect.stringMatching(/syntax/) as string,
      });
      expect(wrong).not.toHaveProperty('cause');
    });

    test('ten thousand rows are ten thousand series', async () => {
      const query =
        name === 'MariaDB'
          ? 'SELECT seq AS id, seq AS n FROM seq_1_to_10000'
          : 'SELECT id, id::bigint AS n FROM generate_series(1, 10000) id';
      const registry = new Registry();
      registry.register(
        sqlCollector({
          name: 'many',
          source: open(),
          query,
          metrics: [{ ...metrics[0], keyLabels: ['id'] }],
        }),
      );
      const page = encodeText(await registry.gather());
      expect(page.match(/^jobs\{/gm)).toHaveLength(10_000);
      expect(page).toMatch(/^jobs\{id="10000"\} 10000$/m);
    });

    test('a result that is too long is refused before it takes all memory', async () => {
      const endless =
        name === 'MariaDB'
          ? 'SELECT seq AS n FROM seq_1_to_100000000000'
          : 'WITH RECURSIVE c(n) AS (SELECT 1::int8 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c';
      const source = open({ maxRows: 3 });
      const type = name === 'MariaDB' ? 'mysql' : 'postgres';
      await expect(source.query(endless, { signal: never })).rejects.toThrow(
        `${type}: the result has more than 3 rows. Group them in the query, or raise maxRows.`,
      );
      expect(source.pool().open).toBe(0);
      await nothingRuns();
      const { length } = await source.query('SELECT id FROM jobs', { signal: never });
      expect(length).toBe(3);
    });

    test('logs in by an address, or by a function, and shows no password when it cannot', async () => {
      const { port, user, database, password, ...rest } = server.source() as unknown as Record<
        string,
        string
      >;
      const login = `${user ?? ''}:${encodeURIComponent(plantedPassword)}`;
      const url = `${rest['type'] ?? ''}://${login}@127.0.0.1:${port ?? ''}/${database ?? ''}`;
      for (const options of [
        { ...rest, url },
        server.source({ password: () => Promise.resolve(password) }),
      ]) {
        const source = sqlSource(options as never);
        sources.push(source);
        expect(await source.query(countJobs, { signal: never })).toEqual([{ n: 3n }]);
      }
      const wrong = `${plantedPassword}-but-wrong`;
      const source = open({ password: wrong });
      const error: unknown = await source
        .query(countJobs, { signal: never })
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        name: 'SqlError',
        code: expect.stringMatching(/28P01|ER_ACCESS_DENIED/) as string,
      });
      for (const shown of [error, source]) {
        expect(inspect(shown, { depth: Infinity, showHidden: true })).not.toContain('but-wrong');
      }
    });

    test('leaves nothing behind when it is made and disposed of a hundred times', async () => {
      for (let times = 0; times < 100; times++) {
        const source = sqlSource(server.source());
        await source.query(countJobs, { signal: never });
        await source[Symbol.asyncDispose]();
      }
      await sleep(50);
      await waitUntil('the connections are gone', async () =>
        (await server.connections()) === 0 ? true : undefined,
      );
    });
  });
}
