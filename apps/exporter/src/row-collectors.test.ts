import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from './config/config-schema.ts';
import { ConfiguredExporter, rowsModule } from './testing/configured-exporter.ts';
import { testRows } from './testing/rows-module.ts';

afterEach(() => ConfiguredExporter.endAll());

type Collectors = NonNullable<ConfigInput['collectors']>;
type Sources = NonNullable<ConfigInput['sources']>;

const shop = { type: 'module', path: rowsModule, labels: { db: 'shop' } } as const;

function withCollectors(collectors: Collectors, sources: Sources = { shop }): ConfigInput {
  return { sources, collectors };
}

const orders = {
  source: 'shop',
  query: {
    rows: [
      { status: 'paid', count: 3, bytes: 10 },
      { status: 'open', count: 2, bytes: 20 },
    ],
  },
  metrics: [
    { type: 'gauge', name: 'orders', help: 'Orders.', key_labels: ['status'], values: 'count' },
    {
      type: 'gauge',
      name: 'order_figures',
      help: 'Figures.',
      key_labels: [{ state: 'status' }],
      static_labels: { shop: 'one' },
      values: ['count', 'bytes'],
      value_label: 'figure',
    },
  ],
} satisfies Collectors[string];

describe('a collector of rows', () => {
  it('makes metrics of the columns, with the labels of its source', async () => {
    const exporter = await ConfiguredExporter.start(withCollectors({ orders }));
    const samples = await exporter.samples();
    expect(samples.get('orders{status="paid",db="shop"}')).toBe(3);
    expect(samples.get('orders{status="open",db="shop"}')).toBe(2);
    expect(samples.get('order_figures{state="open",db="shop",shop="one",figure="bytes"}')).toBe(20);
    expect(samples.get('exporter_collector_rows{collector="orders"}')).toBe(2);
    expect(samples.get('exporter_collector_series{collector="orders"}')).toBe(6);
    expect(samples.get('exporter_source_up{source="shop",type="module"}')).toBe(1);
    expect(samples.get('exporter_source_pool_max_connections{source="shop"}')).toBe(4);
    expect(samples.get('exporter_source_pool_waiting_queries{source="shop"}')).toBe(0);
  });

  it('makes each type of metric', async () => {
    const row = { le1: 1, le2: 3, n: 4, sum: 7.5, p50: 1.5, version: '2', state: 'up', total: 9 };
    const metric = { help: 'Help.' };
    const all = {
      source: 'shop',
      query_ref: 'all',
      metrics: [
        { ...metric, type: 'counter', name: 'seen_total', values: 'total' },
        {
          ...metric,
          type: 'histogram',
          name: 'wait_seconds',
          bucket_columns: { 1: 'le1', 2: 'le2' },
          count_column: 'n',
          sum_column: 'sum',
        },
        {
          ...metric,
          type: 'summary',
          name: 'size_bytes',
          quantile_columns: { 0.5: 'p50' },
          count_column: 'n',
          sum_column: 'sum',
        },
        { ...metric, type: 'info', name: 'server_info', key_labels: ['version'] },
        {
          ...metric,
          type: 'stateset',
          name: 'server_state',
          state_column: 'state',
          states: ['up', 'down'],
        },
        { ...metric, type: 'gauge', name: 'servers', static_value: 1, key_labels: ['version'] },
      ],
    } satisfies Collectors[string];
    const exporter = await ConfiguredExporter.start({
      ...withCollectors({ all }),
      queries: { all: { rows: [row] } },
    });
    const samples = await exporter.samples();
    const found = Object.fromEntries(
      [...samples].filter(([name]) => /^(seen|wait|size|server)/.test(name)),
    );
    expect(found).toEqual({
      'seen_total{db="shop"}': 9,
      'wait_seconds_bucket{db="shop",le="1"}': 1,
      'wait_seconds_bucket{db="shop",le="2"}': 3,
      'wait_seconds_bucket{db="shop",le="+Inf"}': 4,
      'wait_seconds_sum{db="shop"}': 7.5,
      'wait_seconds_count{db="shop"}': 4,
      'size_bytes{db="shop",quantile="0.5"}': 1.5,
      'size_bytes_sum{db="shop"}': 7.5,
      'size_bytes_count{db="shop"}': 4,
      'server_info{version="2",db="shop"}': 1,
      'server_state{db="shop",server_state="up"}': 1,
      'server_state{db="shop",server_state="down"}': 0,
      'servers{version="2",db="shop"}': 1,
    });
  });

  it('asks several sources, each under its own labels', async () => {
    const other = { ...shop, labels: { db: 'other' } };
    const both = { ...orders, source: ['shop', 'other'] };
    const exporter = await ConfiguredExporter.start(
      withCollectors({ both }, { shop, other: { ...other, options: { down: true } } }),
    );
    const samples = await exporter.samples();
    expect(samples.get('orders{status="paid",db="shop"}')).toBe(3);
    expect([...samples.keys()].filter((name) => name.includes('db="other"'))).toEqual([]);
    expect(samples.get('exporter_collector_success{collector="both/shop"}')).toBe(1);
    expect(samples.get('exporter_collector_success{collector="both/other"}')).toBe(0);
    expect(samples.get('exporter_source_up{source="other",type="module"}')).toBe(0);
  });

  it('is a failure that shows, where a policy says error', async () => {
    const strict = {
      ...orders,
      query: { rows: [{ status: 'paid', count: null, bytes: 1 }] },
      on_null: 'error' as const,
    };
    const exporter = await ConfiguredExporter.start(withCollectors({ strict }));
    const samples = await exporter.samples();
    const errors = 'exporter_collection_errors_total{collector="strict",cause="invalid"}';
    expect(samples.get(errors)).toBeGreaterThan(0);
    expect(samples.get('exporter_collector_success{collector="strict"}')).toBe(0);
    expect(samples.get('exporter_source_up{source="shop",type="module"}')).toBe(1);
    await exporter.running.io.err.until(/level=WARN .* source=strict warning="orders: /);
  });

  it('is a failure that shows, where no value of a metric can be used', async () => {
    const typed = (counts: readonly unknown[]) => ({
      ...orders,
      query: { rows: counts.map((count, at) => ({ status: `s${at}`, count, bytes: 1 })) },
    });
    const exporter = await ConfiguredExporter.start(
      withCollectors({ none: typed(['many', 'few']) }),
    );
    const samples = await exporter.samples();
    const errors = 'exporter_collection_errors_total{collector="none",cause="invalid"}';
    expect(samples.get(errors)).toBeGreaterThan(0);
    expect(samples.get('exporter_collector_success{collector="none"}')).toBe(0);

    const some = await ConfiguredExporter.start(withCollectors({ some: typed(['many', 2]) }));
    expect((await some.samples()).get('exporter_collector_success{collector="some"}')).toBe(1);
  });

  it('shows NaN where a query fails and that is asked for, and that it failed', async () => {
    const failing = {
      source: 'shop',
      query: { error: 'no such table' },
      on_error: 'nan' as const,
      metrics: [{ type: 'gauge' as const, name: 'orders', help: 'Orders.', values: 'count' }],
    };
    const exporter = await ConfiguredExporter.start(withCollectors({ failing }));
    const samples = await exporter.samples();
    expect(samples.get('orders{db="shop"}')).toBeNaN();
    expect(samples.get('exporter_collector_success{collector="failing"}')).toBe(0);
    expect(samples.get('exporter_source_up{source="shop",type="module"}')).toBe(0);
    await exporter.running.io.err.until(/source=failing warning="the query failed: no such table"/);
  });

  it('asks no more while its last query has not ended, however often it is scraped', async () => {
    const hanging = {
      ...orders,
      query: { delayMs: 60_000, isDeaf: true },
      deadline: '20ms',
    } satisfies Collectors[string];
    const { asked } = testRows();
    const exporter = await ConfiguredExporter.start(withCollectors({ hanging }));
    for (let scrape = 0; scrape < 5; scrape++) await exporter.samples();
    expect(testRows().asked).toBe(asked + 1);
    const errors = 'exporter_collection_errors_total{collector="hanging",cause="timeout"}';
    expect((await exporter.samples()).get(errors)).toBeGreaterThanOrEqual(5);
  });

  it('does not take a scraper that has gone away for a source that is down', async () => {
    const slow = { ...orders, query: { ...orders.query, delayMs: 300 } };
    const exporter = await ConfiguredExporter.start(withCollectors({ slow }));
    await exporter.samples();
    const client = new AbortController();
    const url = await exporter.running.io.err.url();
    const { asked } = testRows();
    const left = fetch(url, { signal: client.signal }).catch((error: unknown) => error);
    await expect.poll(() => testRows().asked).toBe(asked + 1);
    client.abort();
    expect(await left).toMatchObject({ name: 'AbortError' });
    const samples = await exporter.samples();
    expect(samples.get('exporter_collection_errors_total{collector="slow",cause="error"}')).toBe(0);
    expect(samples.get('exporter_source_up{source="shop",type="module"}')).toBe(1);
    expect(exporter.running.io.err.text).not.toMatch(/WARN|ERROR/);
  });

  it('keeps its source over a reload that only changes the collector, and not one that changes it', async () => {
    const before = testRows().open;
    const exporter = await ConfiguredExporter.start(withCollectors({ orders }));
    expect(testRows().open).toBe(before + 1);
    exporter.configure(withCollectors({ orders: { ...orders, on_null: 'zero' } }));
    expect((await exporter.running.reload()).statusCode).toBe(200);
    expect(testRows().open).toBe(before + 1);

    const moved = { ...shop, options: { max: 9 } };
    exporter.configure(withCollectors({ orders }, { shop: moved }));
    expect((await exporter.running.reload()).statusCode).toBe(200);
    await expect.poll(() => testRows().open).toBe(before + 1);
    const samples = await exporter.samples();
    expect(samples.get('exporter_source_pool_max_connections{source="shop"}')).toBe(9);
    await ConfiguredExporter.endAll();
    expect(testRows().open).toBe(before);
  });
});
