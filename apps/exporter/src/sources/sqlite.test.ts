import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it, vi } from 'vitest';
import type { ConfigInput } from '../config/config-schema.ts';
import { ConfiguredExporter } from '../testing/configured-exporter.ts';

// Each query opens the file in a process of its own, which takes long on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

afterEach(() => ConfiguredExporter.endAll());

const config = {
  sources: { shop: { type: 'sqlite', path: './shop.db', labels: { shop: 'main' } } },
  queries: {
    orders: {
      sql: 'SELECT status, count(*) AS n FROM orders WHERE id > ? GROUP BY status',
      parameters: [1],
    },
  },
  collectors: {
    orders: {
      source: 'shop',
      query_ref: 'orders',
      deadline: '30s',
      metrics: [
        { type: 'gauge', name: 'orders', help: 'Orders.', key_labels: ['status'], values: 'n' },
      ],
    },
  },
} satisfies ConfigInput;

it('a file beside the configuration is asked, with parameters', async () => {
  const exporter = await ConfiguredExporter.start(config);
  const file = `${exporter.folder.path}/shop.db`;
  const database = new DatabaseSync(file);
  database.exec(`
    CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT);
    INSERT INTO orders (status) VALUES ('paid'), ('paid'), ('open'), ('paid');
  `);
  database.close();
  const samples = await exporter.samples();
  expect(samples.get('orders{status="paid",shop="main"}')).toBe(2);
  expect(samples.get('orders{status="open",shop="main"}')).toBe(1);
  expect(samples.get('exporter_source_up{source="shop",type="sqlite"}')).toBe(1);
  expect(samples.get('exporter_source_pool_max_connections{source="shop"}')).toBe(2);
});

it('one that is not there is down, and the log says which', async () => {
  const exporter = await ConfiguredExporter.start(config);
  const samples = await exporter.samples();
  expect(samples.get('exporter_source_up{source="shop",type="sqlite"}')).toBe(0);
  await exporter.running.io.err.until(/collector=orders .*sqlite: .*shop\.db/);
});

it('a query that is none is refused before anything is asked', async () => {
  const exporter = await ConfiguredExporter.start(config);
  exporter.configure({ ...config, queries: { orders: { text: 'SELECT 1' } } });
  const { statusCode, body } = await exporter.running.reload();
  expect(statusCode).toBe(500);
  expect(body).toContain(
    'queries.orders: expected the text of a statement, or { sql: TEXT, parameters: [VALUE, …] }',
  );
});
