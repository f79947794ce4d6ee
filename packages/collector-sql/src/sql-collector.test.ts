import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqlCollector, type SqlCollectorOptions } from './sql-collector.ts';
import { sqlSource } from './sql-source.ts';

expect.extend(metricMatchers);

const folder = mkdtempSync(join(tmpdir(), 'telltale-sql-'));
const path = join(folder, 'shop.db');
const options: SqlCollectorOptions = {
  name: 'orders',
  source: { type: 'sqlite', path },
  query: 'SELECT state, count(*) AS orders, sum(cents) / 100.0 AS worth FROM orders GROUP BY state',
  metrics: [
    { name: 'orders', help: 'Orders.', type: 'gauge', keyLabels: ['state'], values: ['orders'] },
    {
      name: 'orders_worth_euros',
      help: 'Worth.',
      type: 'gauge',
      keyLabels: ['state'],
      values: ['worth'],
    },
  ],
};

beforeAll(() => {
  const database = new DatabaseSync(path);
  database.exec(
    "CREATE TABLE orders AS SELECT 'open' AS state, 1250 AS cents UNION ALL SELECT 'paid', 400 UNION ALL SELECT 'paid', 50",
  );
  database.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

collectorSuite({ name: 'sqlCollector', create: () => sqlCollector(options) });

collectorSuite({
  name: 'sqlCollector of a file that is not there, with onError: nan',
  create: () =>
    sqlCollector({
      ...options,
      source: { type: 'sqlite', path: join(folder, 'missing.db') },
      metrics: [{ name: 'orders', help: 'Orders.', type: 'gauge', values: ['orders'] }],
      onError: 'nan',
    }),
});

it('shows what the query gives', async () => {
  const collector = sqlCollector(options);
  try {
    await expect(collector).toMatchExposition(`
      # HELP orders Orders.
      # TYPE orders gauge
      orders{state="open"} 1
      orders{state="paid"} 2
      # HELP orders_worth_euros Worth.
      # TYPE orders_worth_euros gauge
      orders_worth_euros{state="open"} 12.5
      orders_worth_euros{state="paid"} 4.5
    `);
  } finally {
    await collector[Symbol.asyncDispose]();
  }
});

it('leaves a source alone that it was given', async () => {
  const source = sqlSource({ type: 'sqlite', path });
  try {
    const collector = sqlCollector({ ...options, source });
    await collector[Symbol.asyncDispose]();
    await expect(collector).toHaveSample('orders', { state: 'open' });
  } finally {
    await source[Symbol.asyncDispose]();
  }
  const collector = sqlCollector({ ...options, source });
  await expect(collector.collect([], { signal: new AbortController().signal })).rejects.toThrow(
    'sqlite: the source was disposed of',
  );
});
