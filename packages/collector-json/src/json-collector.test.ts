import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonCollector, type JsonCollectorOptions } from './json-collector.ts';
import { jsonSource } from './json-source.ts';
import { TestServer } from './test-server.ts';

expect.extend(metricMatchers);

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.answering(
    JSON.stringify({ pools: { fast: { free: 5 }, slow: { free: null } } }),
  );
});
afterAll(() => server[Symbol.asyncDispose]());

const options: Omit<JsonCollectorOptions, 'source'> = {
  name: 'pools',
  query: { rows: '$.pools.*', columns: { free: '$.free' }, keyColumn: 'pool' },
  metrics: [
    {
      type: 'gauge',
      name: 'pool_free_bytes',
      help: 'Free.',
      keyLabels: ['pool'],
      values: ['free'],
    },
  ],
};

collectorSuite({
  name: 'jsonCollector',
  create: () => jsonCollector({ ...options, source: { url: server.url } }),
});

describe('jsonCollector', () => {
  it('shows what it finds', async () => {
    await using source = jsonSource({ url: server.url });
    const collector = jsonCollector({ ...options, source, onNull: 'zero' });
    await expect(collector).toMatchExposition(`
      # HELP pool_free_bytes Free.
      # TYPE pool_free_bytes gauge
      pool_free_bytes{pool="fast"} 5
      pool_free_bytes{pool="slow"} 0
    `);
    await collector[Symbol.asyncDispose]();
    await expect(collector).toHaveMetricValue('pool_free_bytes', { pool: 'fast' }, 5);
  });

  it.each([
    [{ query: { ...options.query, rows: 'pools' } }, 'rows is "pools", expected a JSONPath'],
    [
      { query: { ...options.query, url: 'http://x/' }, source: jsonSource({ url: 'http://y/' }) },
      'url of the query has to be at http://y',
    ],
    [{ source: { url: 'x' } }, 'url has to be a URL'],
    [{ metrics: [] }, 'pools: metrics has to be an array of at least one metric.'],
  ])('refuses %j', (change, message) => {
    const given = { source: { url: server.url }, ...options, ...change };
    expect(() => jsonCollector(given)).toThrow(message);
  });
});
