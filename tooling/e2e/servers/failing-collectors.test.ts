import { Counter } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMetricsService } from './metrics-service.ts';
import { readPage, samplesOf, type PageFormat } from './page-reader.ts';
import { needPrometheus, PrometheusServer } from './prometheus-server.ts';
import { scrape } from './scrape.ts';
import { waitUntil } from './wait-until.ts';

const prometheusIsThere = needPrometheus('scrapes of collectors that fail, by Prometheus');

const throwing: Collector = {
  name: 'throwing',
  collect() {
    throw new Error('the source is away');
  },
};
const neverReturning: Collector = {
  name: 'never_returning',
  collect: () => new Promise(() => {}),
};
const orders = new Counter({ name: 'orders_total', help: 'Orders taken.' });
const sound: Collector = {
  name: 'sound',
  async collect(buf) {
    orders.inc();
    buf.push(orders);
  },
};

describe.runIf(prometheusIsThere)(
  'a collector that throws and one that never returns, under a scrape timeout of 1 s',
  () => {
    const cleanup = new AsyncDisposableStack();
    let prometheus: PrometheusServer;

    beforeAll(async () => {
      const registry = new Registry();
      registry.register(throwing, neverReturning, sound);
      const { url } = cleanup.use(await startMetricsService(registry));
      prometheus = cleanup.use(await PrometheusServer.start([{ name: 'failing', url }]));
      await waitUntil('two scrapes have come in', async () => {
        const scrapes = await prometheus.query('up{job="failing"}[1m]');
        return (scrapes[0]?.points.length ?? 0) >= 2 ? true : undefined;
      });
    });

    afterAll(() => cleanup.disposeAsync());

    test('leave the target up in every scrape', async () => {
      const [up] = await prometheus.query('up{job="failing"}[1m]');

      expect(new Set(up?.points.map(({ value }) => value))).toEqual(new Set([1]));
      expect(prometheus.complaints()).toEqual([]);
      await expect(prometheus.targets()).resolves.toMatchObject([{ health: 'up', lastError: '' }]);
    });

    test('leave the rest of the page, with a new value each time', async () => {
      const [total] = await prometheus.query('orders_total{job="failing"}[1m]');
      const values = total?.points.map(({ value }) => value) ?? [];

      expect(values.length).toBeGreaterThanOrEqual(2);
      expect(values).toEqual(values.map((_, index) => (values[0] ?? NaN) + index));
    });

    test('are named as those that failed', async () => {
      const success = await prometheus.query('exporter_collector_success{job="failing"}');

      expect(
        Object.fromEntries(
          success.map(({ labels, points }) => [labels['collector'], points[0]?.value]),
        ),
      ).toEqual({ throwing: 0, never_returning: 0, sound: 1 });
    });

    test('are counted, each under its cause', async () => {
      const failed = await prometheus.query(
        'max by (collector, cause) (exporter_collection_errors_total{job="failing"}) > 0',
      );

      expect(failed.map(({ labels }) => labels)).toEqual(
        expect.arrayContaining([
          { collector: 'throwing', cause: 'error' },
          { collector: 'never_returning', cause: 'timeout' },
        ]),
      );
      expect(failed).toHaveLength(2);
    });

    test('keep no scrape beyond its timeout', async () => {
      const [durations] = await prometheus.query('scrape_duration_seconds{job="failing"}[1m]');

      for (const { value } of durations?.points ?? []) expect(value).toBeLessThan(1);
    });
  },
);

describe('a collector that throws and one that never returns', () => {
  const cleanup = new AsyncDisposableStack();
  afterAll(() => cleanup.disposeAsync());

  test.each<PageFormat>(['text', 'openmetrics'])(
    'are named on the page that has all the rest, in %s',
    async (format) => {
      const registry = new Registry({ timeoutMs: 200 });
      registry.register(throwing, neverReturning, sound);
      const { url } = cleanup.use(await startMetricsService(registry));

      const samples = samplesOf(readPage(await scrape(url, format), format));

      const success = samples.filter(({ name }) => name === 'exporter_collector_success');
      expect(success.map(({ labels, value }) => [labels['collector'], value])).toEqual([
        ['throwing', 0],
        ['never_returning', 0],
        ['sound', 1],
      ]);
      expect(samples.map(({ name }) => name)).toContain('orders_total');
    },
  );
});
