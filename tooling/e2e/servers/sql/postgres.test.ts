import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlCollector, sqlSource } from '@telltale/collector-sql';
import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needPostgres, PostgresServer } from './postgres-server.ts';
import { sqlSourceSuite } from './sql-source-suite.ts';

const isThere = needPostgres('sources of PostgreSQL');
const never = new AbortController().signal;

if (isThere) sqlSourceSuite('PostgreSQL', () => PostgresServer.start());

describe.runIf(isThere)('PostgreSQL', () => {
  const cleanup = new AsyncDisposableStack();
  let server: PostgresServer;

  beforeAll(async () => {
    server = cleanup.use(await PostgresServer.start());
  });
  afterAll(() => cleanup.disposeAsync());

  async function ask(sql: string, more: object = {}) {
    const source = sqlSource(server.source(more));
    try {
      return await source.query(sql, { signal: never });
    } finally {
      await source[Symbol.asyncDispose]();
    }
  }

  test('gives cells that are exact, whatever the settings of the server', async () => {
    const rows = await ask(`SELECT
      9223372036854775807::int8 AS int8, 7::int4 AS int4, 7::int2 AS int2, 7::oid AS oid,
      12345678901234567890.123456789::numeric AS "numeric", 'NaN'::numeric AS nan_numeric,
      0.1::float8 AS float8, 0.1::float4 AS float4, 'NaN'::float8 AS nan, '-Infinity'::float8 AS inf,
      true AS yes, NULL AS nothing, '\\x00ff10'::bytea AS bytes, 'naïve €'::text AS text,
      date '2024-01-31' AS date, timestamp '2024-01-31 10:00:00.25' AS ts,
      timestamptz '2024-01-31 10:00:00+02' AS tstz, 'infinity'::timestamptz AS forever,
      interval '1 day' AS span, array[1, 2] AS list, '{"a": 1}'::json AS json`);
    expect(rows).toEqual([
      {
        int8: 9223372036854775807n,
        int4: 7,
        int2: 7,
        oid: 7,
        numeric: '12345678901234567890.123456789',
        nan_numeric: 'NaN',
        float8: 0.1,
        float4: 0.1,
        nan: NaN,
        inf: -Infinity,
        yes: true,
        nothing: null,
        bytes: Uint8Array.of(0, 255, 16),
        text: 'naïve €',
        date: new Date('2024-01-31T00:00:00Z'),
        ts: new Date('2024-01-31T10:00:00.250Z'),
        tstz: new Date('2024-01-31T08:00:00Z'),
        forever: 'infinity',
        span: '1 day',
        list: '{1,2}',
        json: '{"a": 1}',
      },
    ]);
  });

  test('shows on the page what such cells become', async () => {
    const source = cleanup.use(sqlSource(server.source()));
    const registry = new Registry({ collectorMetrics: false });
    registry.register(
      sqlCollector({
        name: 'cells',
        source,
        query: `SELECT * FROM (VALUES
          ('null', NULL, '\\x01'::bytea), ('nan', 'NaN', '\\x02'), ('big', 9007199254740993, '\\x03'),
          ('decimal', 0.1, '\\x04'), ('twice', 1, '\\x05'), ('twice', 2, '\\x05')) AS v (kind, v, bytes)`,
        metrics: [
          {
            name: 'cell',
            help: 'C.',
            type: 'gauge',
            keyLabels: ['kind', 'bytes'],
            values: ['v'],
            onDuplicate: 'sum',
          },
          { name: 'strict', help: 'S.', type: 'gauge', keyLabels: ['kind'], values: ['v'] },
        ],
      }),
    );
    expect(encodeText(await registry.gather())).toBe(`# HELP cell C.
# TYPE cell gauge
cell{kind="nan",bytes="02"} NaN
cell{kind="big",bytes="03"} 9007199254740992
cell{kind="decimal",bytes="04"} 0.1
cell{kind="twice",bytes="05"} 3
# HELP telltale_rows_dropped_total Series that rows of a result did not become, for the reason given.
# TYPE telltale_rows_dropped_total counter
telltale_rows_dropped_total{collector="cells",metric="cell",reason="null"} 1
telltale_rows_dropped_total{collector="cells",metric="strict",reason="duplicate"} 6
# HELP telltale_rows_inexact_total Values of rows that are not shown exactly, because a double cannot hold them.
# TYPE telltale_rows_inexact_total counter
telltale_rows_inexact_total{collector="cells",metric="cell"} 1
`);
  });

  test('is reached by its socket', async () => {
    const more = { socket: server.folder, port: server.port };
    expect(await ask('SELECT inet_client_addr() IS NULL AS local', more)).toEqual([
      { local: true },
    ]);
  });

  test('is reached encrypted, with its certificate checked, and cancelled so too', async () => {
    const ca = readFileSync(join(server.folder, 'server.crt'));
    const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    expect(await ask(sql, { tls: { ca } })).toEqual([{ ssl: true }]);
    expect(await ask(sql, { tls: { rejectUnauthorized: false } })).toEqual([{ ssl: true }]);
    expect(await ask(sql)).toEqual([{ ssl: false }]);
    await expect(ask(sql, { tls: true })).rejects.toMatchObject({
      name: 'SqlError',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });

    const source = cleanup.use(sqlSource(server.source({ tls: { ca } })));
    const controller = new AbortController();
    const query = source.query(server.sleep(300), { signal: controller.signal });
    await expect.poll(() => server.running()).toHaveLength(1);
    controller.abort(new Error('over'));
    await expect(query).rejects.toThrow('over');
    await expect.poll(() => server.running()).toHaveLength(0);
  });

  test('refuses several statements', async () => {
    await expect(ask('SELECT 1 AS a; SELECT 2 AS a')).rejects.toThrow(
      'postgres: the query has several statements, expected one that gives rows.',
    );
  });
});
