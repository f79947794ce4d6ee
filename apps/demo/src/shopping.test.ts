import { expect, test } from 'vitest';
import { shopping, type PlannedRequest } from './shopping.ts';

function first(count: number, seed: number): PlannedRequest[] {
  const requests = shopping(seed);
  return Array.from({ length: count }, () => requests.next().value);
}

test('the same seed gives the same requests, another one others', () => {
  expect(first(100, 1)).toEqual(first(100, 1));
  expect(first(100, 1)).not.toEqual(first(100, 2));
});

test('neighbouring seeds do not begin with the same wish', () => {
  const begins = Array.from({ length: 20 }, (_, seed) => JSON.stringify(first(1, seed)));

  expect(new Set(begins).size).toBeGreaterThan(5);
});

test('the requests are mixed as planned', () => {
  const counts = new Map<string, number>();
  for (const { method, route } of first(10_000, 1)) {
    const kind = `${method} ${route}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  const shares = Object.fromEntries([...counts].map(([kind, n]) => [kind, Math.round(n / 100)]));
  expect(shares).toEqual({
    'GET /products': 30,
    'GET /products/:id': 35,
    'GET /products/:id/recommendations': 10,
    'GET /orders': 4,
    'POST /orders': 15,
    'POST /products/:id/stock': 4,
    'GET none': 2,
  });
});

test('every path is one that its template was made into', () => {
  for (const { route, path } of first(1_000, 1)) {
    const expected =
      route === 'none' ? /^\/favicon\.ico$/ : new RegExp(`^${route.replace(':id', '[1-7]')}$`);
    expect(path).toMatch(expected);
  }
});
