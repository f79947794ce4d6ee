import { setTimeout as sleep } from 'node:timers/promises';
import { Counter, Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { afterAll, expect, test } from 'vitest';
import { startMetricsService } from './metrics-service.ts';
import { readPage, type PageFormat } from './page-reader.ts';
import { scrape } from './scrape.ts';
import { waitUntil } from './wait-until.ts';

const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());

test('text and OpenMetrics asked for in turn give the right names each time', async () => {
  const registry = new Registry();
  const orders = new Counter({ name: 'orders_total', help: 'Orders taken.' });
  const failures = new Counter({ name: 'failures', help: 'Orders that failed.' });
  orders.inc(3);
  failures.inc(2);
  registry.register(orders, failures);
  const { url } = cleanup.use(await startMetricsService(registry));

  const pages: string[] = [];
  for (const format of ['text', 'openmetrics', 'text', 'openmetrics', 'text'] as const) {
    pages.push(await scrape(url, format));
  }

  const text = `\
# HELP failures Orders that failed.
# TYPE failures counter
failures 2
# HELP orders_total Orders taken.
# TYPE orders_total counter
orders_total 3
`;
  const openmetrics = `\
# TYPE failures counter
# HELP failures Orders that failed.
failures_total 2
# TYPE orders counter
# HELP orders Orders taken.
orders_total 3
# EOF
`;
  expect(pages).toEqual([text, openmetrics, text, openmetrics, text]);
});

test('30 scrapes at once, in both formats, call each collector once', async () => {
  const scrapes = 30;
  const calls = { waiting: 0, immediate: 0 };
  const gauge = new Gauge({ name: 'calls', help: 'How often the collector was called.' });
  // Goes on when all the scrapes of this round are there, so that none comes too late to share.
  const waiting: Collector = {
    name: 'waiting',
    async collect(buf) {
      gauge.set(++calls.waiting);
      await waitUntil('all scrapes have arrived', () => allArrived() || undefined);
      // Beyond what the handler itself waits for.
      await sleep(20);
      buf.push(gauge);
    },
  };
  const immediate: Collector = {
    name: 'immediate',
    collect: () => {
      calls.immediate++;
    },
  };
  const registry = new Registry();
  registry.register(waiting, immediate);
  const { url, arrived } = cleanup.use(await startMetricsService(registry));
  let round = 0;
  const allArrived = (): boolean => arrived() >= round * scrapes;

  for (round = 1; round <= 3; round++) {
    const formats = Array.from({ length: scrapes }, (_, index): PageFormat =>
      index % 2 === 0 ? 'text' : 'openmetrics',
    );
    const pages = await Promise.all(
      formats.map(async (format) => readPage(await scrape(url, format), format)),
    );

    const seen = pages.map(
      (families) => families.find(({ name }) => name === 'calls')?.samples[0]?.value,
    );
    expect(seen).toEqual(Array.from({ length: scrapes }, () => round));
    expect(calls).toEqual({ waiting: round, immediate: round });
  }
});
