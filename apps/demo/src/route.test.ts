import { expect, test } from 'vitest';
import { matchTemplate } from './route.ts';

test.each([
  ['/products', '/products', {}],
  ['/products/:id', '/products/7', { id: '7' }],
  ['/products/:id/stock', '/products/7/stock', { id: '7' }],
])('the template %s fits the path %s', (template, path, params) => {
  expect(matchTemplate(template, path)).toEqual(params);
});

test.each([
  ['/products', '/orders'],
  ['/products', '/products/7'],
  ['/products/:id', '/products'],
  ['/products/:id', '/products/7/stock'],
])('the template %s does not fit the path %s', (template, path) => {
  expect(matchTemplate(template, path)).toBeUndefined();
});
