import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shopApi } from './api.ts';
import { openDatabase } from './database.ts';
import { createShopServer } from './server.ts';
import { Shop, type Order } from './shop.ts';

let server: Server;
let url: string;
let fulfilled: Order[];
let tracesOfFulfilled: string[];
let recommend: (productId: number) => Promise<readonly number[]>;

beforeEach(async () => {
  fulfilled = [];
  tracesOfFulfilled = [];
  recommend = () => Promise.resolve([2, 3]);
  const api = shopApi(new Shop(openDatabase()), {
    fulfil: (order, traceId) => {
      fulfilled.push(order);
      tracesOfFulfilled.push(traceId);
    },
    recommend: (productId) => recommend(productId),
  });
  server = createShopServer(api).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(method: string, path: string, body?: string): Promise<[number, unknown]> {
  const response = await fetch(url + path, body === undefined ? { method } : { method, body });
  expect(response.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  return [response.status, await response.json()];
}

const mug = { id: 2, name: 'mug', priceCents: 890, stock: 120 };

describe('GET /products', () => {
  test('lists all products', async () => {
    const [status, products] = await ask('GET', '/products');

    expect(status).toBe(200);
    expect(products).toHaveLength(6);
    expect(products).toContainEqual(mug);
  });

  test('leaves the query of the URL out of account', async () => {
    expect((await ask('GET', '/products?page=2'))[0]).toBe(200);
  });
});

describe('GET /products/:id', () => {
  test('gives one product', async () => {
    expect(await ask('GET', '/products/2')).toEqual([200, mug]);
  });

  test.each(['7', 'mug', '%20'])('answers 404 for the id %s', async (id) => {
    expect(await ask('GET', `/products/${id}`)).toEqual([
      404,
      { error: 'There is no such product.' },
    ]);
  });
});

describe('GET /products/:id/recommendations', () => {
  test('gives what the recommendation service says', async () => {
    expect(await ask('GET', '/products/1/recommendations')).toEqual([200, [2, 3]]);
  });

  test('answers 503 when the service fails', async () => {
    recommend = () => Promise.reject(new Error('no answer'));

    expect(await ask('GET', '/products/1/recommendations')).toEqual([
      503,
      { error: 'There are no recommendations at the moment.' },
    ]);
  });

  test('answers 404 for what is no product', async () => {
    expect((await ask('GET', '/products/7/recommendations'))[0]).toBe(404);
  });
});

describe('POST /products/:id/stock', () => {
  test('adds to the stock', async () => {
    expect(await ask('POST', '/products/2/stock', '{"quantity": 5}')).toEqual([
      200,
      { ...mug, stock: 125 },
    ]);
  });

  test('answers 404 for what is no product', async () => {
    expect((await ask('POST', '/products/7/stock', '{"quantity": 5}'))[0]).toBe(404);
  });

  test.each([
    '',
    'null',
    '{"quantity": 0}',
    '{"quantity": 1.5}',
    '{"quantity": "5"}',
    '{"quantity": 1001}',
  ])('answers 400 to %j', async (body) => {
    expect(await ask('POST', '/products/2/stock', body)).toEqual([
      400,
      { error: 'Send {"quantity": 1}, or any whole number up to 1,000.' },
    ]);
  });

  test('takes 1,000 at once, and stays well where somebody asks for all numbers there are', async () => {
    const all = JSON.stringify({ quantity: Number.MAX_SAFE_INTEGER });

    expect((await ask('POST', '/products/2/stock', '{"quantity": 1000}'))[0]).toBe(200);
    expect((await ask('POST', '/products/2/stock', all))[0]).toBe(400);
    expect(await ask('GET', '/products/2')).toEqual([200, { ...mug, stock: 1_120 }]);
    expect((await ask('GET', '/products'))[0]).toBe(200);
  });
});

describe('POST /orders', () => {
  const order = { id: 1, productId: 2, quantity: 3, totalCents: 2_670, status: 'placed' };

  test('places an order, takes it from the stock and passes it on', async () => {
    expect(await ask('POST', '/orders', '{"productId": 2, "quantity": 3}')).toEqual([201, order]);
    expect(await ask('GET', '/products/2')).toEqual([200, { ...mug, stock: 117 }]);
    expect(await ask('GET', '/orders')).toEqual([200, [order]]);
    expect(fulfilled).toEqual([order]);
  });

  test('passes on the trace that the order was placed in', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const body = '{"productId": 2, "quantity": 3}';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };

    await fetch(`${url}/orders`, { method: 'POST', body, headers });
    await fetch(`${url}/orders`, { method: 'POST', body });

    expect(tracesOfFulfilled).toEqual([
      traceId,
      expect.stringMatching(/^(?!4bf92f35)[0-9a-f]{32}$/) as string,
    ]);
  });

  test('answers 409 when there are not so many in stock', async () => {
    expect(await ask('POST', '/orders', '{"productId": 6, "quantity": 5}')).toEqual([
      409,
      { error: 'There are not so many in stock.' },
    ]);
    expect(fulfilled).toEqual([]);
  });

  test('answers 404 for what is no product', async () => {
    expect((await ask('POST', '/orders', '{"productId": 7, "quantity": 1}'))[0]).toBe(404);
  });

  test.each([
    '{',
    '[]',
    '{"productId": 2}',
    '{"quantity": 1}',
    '{"productId": 2, "quantity": 1001}',
    ' '.repeat(10_001) + '{}',
  ])('answers 400 to what is no order', async (body) => {
    expect(await ask('POST', '/orders', body)).toEqual([
      400,
      {
        error:
          'Send {"productId": 1, "quantity": 1}, with a quantity that is a whole number up to 1,000.',
      },
    ]);
  });
});

test.each([
  ['GET', '/'],
  ['DELETE', '/products'],
  ['GET', '/products/2/stock'],
])('%s %s is not there', async (method, path) => {
  expect(await ask(method, path)).toEqual([
    404,
    { error: 'There is nothing here. Try /products.' },
  ]);
});
