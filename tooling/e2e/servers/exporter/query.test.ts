import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExporter } from '@telltale/exporter';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { needPostgres, PostgresServer } from '../sql/postgres-server.ts';
import { plantedPassword } from '../sql/sql-server.ts';

const isThere = needPostgres('the command query');

describe.runIf(isThere)('query', () => {
  const cleanup = new AsyncDisposableStack();
  let file: string;

  beforeAll(async () => {
    const postgres = cleanup.use(await PostgresServer.start());
    const folder = mkdtempSync(join(tmpdir(), 'telltale-query-'));
    cleanup.defer(() => {
      rmSync(folder, { recursive: true });
    });
    vi.stubEnv('DB_PASSWORD', plantedPassword);
    cleanup.defer(() => {
      vi.unstubAllEnvs();
    });
    const login = { user: 'owner', database: 'postgres', password: { env: 'DB_PASSWORD' } };
    const metric = (column: string): object => ({
      type: 'gauge',
      name: `shop_${column}`,
      help: 'A column.',
      key_labels: ['shop'],
      values: column,
    });
    const collector = (rows: string, ...columns: string[]): object => ({
      source: 'db',
      query: `SELECT * FROM (VALUES ${rows}) AS t (shop, ${columns.join(', ')})`,
      metrics: columns.map(metric),
    });
    file = join(folder, 'telltale.yaml');
    const configuration = {
      sources: { db: { type: 'postgres', port: postgres.port, ...login } },
      collectors: {
        numbers: collector("('a', 1, 2.5), ('b', 3, 4)", 'orders', 'worth'),
        texts: collector("('a', 1, 'many'), ('b', 3, 'few')", 'orders', 'stock'),
        lists: collector("('a', 1, ARRAY[1]), ('b', 3, ARRAY[2])", 'orders', 'stock'),
        bytes: collector("('a', 1, 'x'::bytea), ('b', 3, 'y')", 'orders', 'stock'),
        some: collector("('a', 1, 'many'), ('b', 3, '7')", 'orders', 'stock'),
        nulls: collector("('a', 1, NULL::int), ('b', 3, NULL)", 'orders', 'stock'),
      },
    };
    writeFileSync(file, JSON.stringify(configuration));
  });
  afterAll(() => cleanup.disposeAsync());

  async function query(...names: string[]) {
    const printed = { out: '', err: '' };
    const code = await runExporter({
      args: ['query', `--config.file=${file}`, ...names],
      io: {
        stdout: (text) => (printed.out += text),
        stderr: (text) => (printed.err += text),
        onSignal: () => () => undefined,
        exit: () => undefined,
      },
    });
    return { code, ...printed };
  }

  const orders = [
    '# HELP shop_orders A column.',
    '# TYPE shop_orders gauge',
    'shop_orders{shop="a"} 1',
    'shop_orders{shop="b"} 3',
  ];
  const stock = ['# HELP shop_stock A column.', '# TYPE shop_stock gauge'];
  const dropped = (collector: string, reason: string, count: number): string[] => [
    '# HELP telltale_rows_dropped_total Series that rows of a result did not become, for the reason given.',
    '# TYPE telltale_rows_dropped_total counter',
    `telltale_rows_dropped_total{collector="${collector}",metric="shop_stock",reason="${reason}"} ${count}`,
  ];

  test.each([
    ['texts', 'column stock is "many", expected a number. Convert it in the query'],
    ['lists', 'column stock is "{1}", expected a number. Convert it in the query'],
    [
      'bytes',
      'column stock is binary data of 1 bytes, expected a number. Binary is shown only as a label, in hexadecimal digits',
    ],
  ])(
    'ends with 1 where all values of a metric are of the wrong type, and shows the others: %s',
    async (name, reason) => {
      expect(await query(name)).toEqual({
        code: 1,
        out: `${[...orders, ...dropped(name, 'value', 2)].join('\n')}\n`,
        err: `${name}: shop_stock: ${reason}\n`,
      });
    },
  );

  test('ends with 0 where only some values are, and where all are NULL, and says so', async () => {
    expect(await query('some')).toEqual({
      code: 0,
      out: `${[...orders, ...stock, 'shop_stock{shop="b"} 7', ...dropped('some', 'value', 1)].join('\n')}\n`,
      err: 'some: shop_stock: column stock is "many", expected a number. Convert it in the query\n',
    });
    expect(await query('nulls')).toEqual({
      code: 0,
      out: `${[...orders, ...dropped('nulls', 'null', 2)].join('\n')}\n`,
      err: 'nulls: shop_stock: column stock is NULL, and on_null is "drop"\n',
    });
  });

  test('ends with 0 where all is well, and says nothing', async () => {
    expect(await query('numbers')).toMatchObject({ code: 0, err: '' });
  });
});
