import { createHash } from 'node:crypto';
import { encodeText } from '@telltale/exposition';
import { Counter, Gauge } from '@telltale/metrics';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gzipReaders } from './gzip-readers.ts';
import { startMetricsService, type MetricsService } from './metrics-service.ts';
import { needPrometheus, PrometheusServer } from './prometheus-server.ts';
import { startScrapeProxy } from './scrape-proxy.ts';
import { waitUntil } from './wait-until.ts';

const queues = 9000;
const cleanup = new AsyncDisposableStack();
const depth = new Gauge({ name: 'queue_depth', help: 'Depth, by queue.', labelNames: ['queue'] });
const taken = new Counter({ name: 'orders_total', help: 'Orders taken.', labelNames: ['shop'] });
const registry = new Registry();
let service: MetricsService;

const queue = (row: number): { queue: string } => ({ queue: `Schlange ${row} – Süd` });

/** What happens between two scrapes: blocks that stay as they are, come anew, and go. */
const changes: Readonly<Record<string, () => void>> = {
  'as it is': () => {},
  'with a handful of series changed': () => {
    for (const row of [3, 4, 4500, 8999]) depth.inc(queue(row), 1.5);
    taken.inc({ shop: '7' });
  },
  'with all series changed': () => {
    for (let row = 0; row < queues; row++) depth.inc(queue(row));
  },
  'with series gone and new': () => {
    for (let row = 100; row < 200; row++) depth.remove(queue(row));
    for (let row = 0; row < 3000; row++) taken.inc({ shop: `shop ${row}` });
  },
};

beforeAll(async () => {
  for (let row = 0; row < queues; row++) depth.set(queue(row), row);
  for (let shop = 0; shop < 10; shop++) taken.inc({ shop: `${shop}` });
  registry.register(depth, taken);
  service = cleanup.use(await startMetricsService(registry));
});

afterAll(() => cleanup.disposeAsync());

const digest = (page: string | Buffer): string => createHash('sha256').update(page).digest('hex');

for (const [name, { isThere, make }] of Object.entries(gzipReaders)) {
  test.runIf(isThere)(`${name} reads a kept page in gzip, whatever has changed in it`, async () => {
    using reader = make();
    for (const [change, apply] of Object.entries(changes)) {
      apply();
      const read = await reader.read(service.url);
      const page = encodeText(await registry.gather());
      expect({ change, page: digest(read) }).toEqual({ change, page: digest(page) });
    }
  });
}

describe.runIf(needPrometheus('scrapes of kept gzip pages by Prometheus'))('Prometheus', () => {
  test('takes in every series of a kept page in gzip, page after page', async () => {
    const proxy = cleanup.use(await startScrapeProxy(service.url));
    await using prometheus = await PrometheusServer.start([
      { name: 'kept', url: proxy.url, interval: '500ms' },
    ]);
    for (const [change, apply] of Object.entries(changes)) {
      apply();
      for (const metric of [depth, taken]) {
        const values = Array.from(metric.snapshot().series, ({ value }) => Number(value));
        const sum = values.reduce((total, value) => total + value, 0);
        await waitUntil(`${change}: all series of ${metric.name} are there`, async () => {
          const counted = await prometheus.value(`count(${metric.name}{job="kept"})`);
          const summed = await prometheus.value(`sum(${metric.name}{job="kept"})`);
          return (counted === values.length && summed === sum) || undefined;
        });
      }
    }
    expect(new Set(proxy.seen.map(({ answered }) => answered['content-encoding']))).toEqual(
      new Set(['gzip']),
    );
    expect(prometheus.complaints()).toEqual([]);
    expect(await prometheus.dropped()).toEqual([]);
  });
});
