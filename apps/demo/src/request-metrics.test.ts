import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { registry, type MetricFamily } from '@telltale/prometheus';
import { gatherAndCompare } from '@telltale/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shopApi } from './api.ts';
import { openDatabase } from './database.ts';
import { createShopServer } from './server.ts';
import { Shop } from './shop.ts';

type SeriesOf<Family> = Family extends { readonly series: Iterable<infer Series> } ? Series : never;
type HistogramValue = Extract<SeriesOf<MetricFamily>['value'], { readonly buckets: unknown }>;

let server: Server;
let url: string;
let recommendation: PromiseWithResolvers<readonly number[]>;

beforeEach(async () => {
  recommendation = Promise.withResolvers();
  const api = shopApi(new Shop(openDatabase()), {
    fulfil: ({ quantity }) => {
      if (quantity === 13) throw new Error('thirteen is not a number to pack');
    },
    recommend: () => recommendation.promise,
  });
  server = createShopServer(api).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(method: string, path: string, body?: object): Promise<void> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  await (await fetch(url + path, init)).arrayBuffer();
}

test('requests are counted by method, route template and status', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});

  await ask('GET', '/products');
  await ask('GET', '/products?page=2');
  for (const id of [1, 2, 3, 7]) await ask('GET', `/products/${id}`);
  await ask('POST', '/orders', { productId: 2, quantity: 1 });
  await ask('POST', '/orders', { productId: 6, quantity: 5 });
  await ask('POST', '/orders', { productId: 2, quantity: 13 });
  await ask('POST', '/orders', {});
  await ask('GET', '/favicon.ico');
  await ask('GET', '/robots.txt');
  await ask('GET', '/metrics');

  await gatherAndCompare(
    registry(),
    `\
# HELP http_requests_total Requests answered.
# TYPE http_requests_total counter
http_requests_total{method="GET",route="/products",status="200"} 2
http_requests_total{method="GET",route="/products/:id",status="200"} 3
http_requests_total{method="GET",route="/products/:id",status="404"} 1
http_requests_total{method="POST",route="/orders",status="201"} 1
http_requests_total{method="POST",route="/orders",status="409"} 1
http_requests_total{method="POST",route="/orders",status="500"} 1
http_requests_total{method="POST",route="/orders",status="400"} 1
http_requests_total{method="GET",route="none",status="404"} 2
`,
    { names: ['http_requests_total'] },
  );
  expect(await observedDurations()).toEqual({
    'GET /products': 2,
    'GET /products/:id': 4,
    'GET /products/:id/recommendations': 0,
    'POST /products/:id/stock': 0,
    'GET /orders': 0,
    'POST /orders': 4,
    'GET none': 2,
  });
  expect(console.error).toHaveBeenCalledExactlyOnceWith(
    'POST /orders:',
    new Error('thirteen is not a number to pack'),
  );
});

test('a duration is in classic and native buckets, with the trace of its request, and told to the client', async () => {
  recommendation.resolve([]);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const before = await durationsOf('/products/:id/recommendations');

  const response = await fetch(`${url}/products/1/recommendations`, {
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });

  const [, milliseconds] = /^total;dur=([\d.]+)$/.exec(response.headers.get('Server-Timing')!)!;
  const seconds = Number(milliseconds) / 1000;
  const after = await durationsOf('/products/:id/recommendations');
  expect(after.sum - before.sum).toBeCloseTo(seconds, 9);
  expect(after.count - before.count).toBe(1);
  const bucket = after.buckets.find(({ upperBound }) => seconds <= upperBound)!;
  expect(bucket.exemplar).toMatchObject({ labels: { trace_id: traceId } });
  expect(bucket.exemplar!.value).toBeCloseTo(seconds, 12);
  expect(after.native).toMatchObject({ schema: 3 });
});

test('an error of the server tells no duration, and leaves its trace', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const traceId = 'a3ce929d0e0e47364bf92f3577b34da6';

  const response = await fetch(`${url}/orders`, {
    method: 'POST',
    body: JSON.stringify({ productId: 2, quantity: 13 }),
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  });

  expect(response.status).toBe(500);
  expect(response.headers.get('Server-Timing')).toBeNull();
  const { buckets } = await durationsOf('/orders', 'POST');
  const traces = buckets.map(({ exemplar }) => exemplar?.labels['trace_id']);
  expect(traces).toContain(traceId);
});

test('requests in flight are shown while they are', async () => {
  expect(await inFlight()).toBe(0);

  const asked = ask('GET', '/products/1/recommendations');
  await expect.poll(inFlight, { timeout: 4_000 }).toBe(1);
  recommendation.resolve([2, 3]);
  await asked;

  expect(await inFlight()).toBe(0);
});

test('a client that goes in the middle of its request is counted apart from errors of the server', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const before = await requestsByStatus('/products/:id/stock');

  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('POST /products/2/stock HTTP/1.1\r\nHost: shop\r\nContent-Length: 20\r\n\r\n{"quan');
  await expect.poll(inFlight, { timeout: 4_000 }).toBe(1);
  client.destroy();
  await expect.poll(inFlight, { timeout: 4_000 }).toBe(0);

  expect(before).toEqual({});
  expect(await requestsByStatus('/products/:id/stock')).toEqual({ 499: 1 });
  expect(log).not.toHaveBeenCalled();
});

async function durationsOf(route: string, method = 'GET'): Promise<HistogramValue> {
  const [family] = await registry().gather({ names: ['http_request_duration_seconds'] });
  const ofRoute = [...family!.series].find(
    ({ labels }) => labels['route'] === route && labels['method'] === method,
  );
  return ofRoute!.value as HistogramValue;
}

async function requestsByStatus(route: string): Promise<Record<string, unknown>> {
  const [family] = await registry().gather({ names: ['http_requests_total'] });
  const ofRoute = [...family!.series].filter(({ labels }) => labels['route'] === route);
  return Object.fromEntries(ofRoute.map(({ labels, value }) => [labels['status'] ?? '', value]));
}

async function inFlight(): Promise<unknown> {
  const [family] = await registry().gather({ names: ['http_requests_in_flight'] });
  return [...family!.series][0]?.value;
}

/** How many durations were observed, by method and route. */
async function observedDurations(): Promise<Record<string, number>> {
  const [family] = await registry().gather({ names: ['http_request_duration_seconds'] });
  const counts: Record<string, number> = {};
  for (const { labels, value } of family!.series) {
    counts[`${labels['method']} ${labels['route']}`] = (value as { count: number }).count;
  }
  return counts;
}
