import { describe, expect, it } from 'vitest';
import { nearNames } from './near-names.ts';

const names = ['shop_orders_total', 'shop_carts', 'orders_wait_seconds', 'up', 'heat'];

describe('nearNames', () => {
  it.each([
    ['shop_order_total', ['shop_orders_total']],
    ['orders', ['shop_orders_total', 'orders_wait_seconds']],
    ['shop_carts_total', ['shop_carts']],
    ['hat', ['heat']],
    ['', []],
    ['at', []],
    ['nothing_of_the_kind', []],
  ])('finds for %j %j', (name, near) => {
    expect([...nearNames(name, names)].sort()).toEqual([...near].sort());
  });

  it('gives the five nearest, the nearest first, each once', () => {
    const many = ['abcx', 'abc', 'abcxy', 'ab', 'a', 'abxc', 'axbc', 'abc'];
    expect(nearNames('abc', many)).toEqual(['abc', 'abcx', 'ab', 'abxc', 'axbc']);
  });
});
