import { beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { Shop, type Order } from './shop.ts';

let shop: Shop;

beforeEach(() => {
  shop = new Shop(openDatabase());
});

const order = (productId: number, quantity: number): Order =>
  shop.placeOrder(productId, quantity) as Order;

describe('products', () => {
  test('are those of the shop, in the order of their ids', () => {
    expect(shop.products().map(({ id, name, stock }) => [id, name, stock])).toEqual([
      [1, 'teapot', 40],
      [2, 'mug', 120],
      [3, 'kettle', 25],
      [4, 'tea strainer', 80],
      [5, 'oolong', 60],
      [6, 'golden cup', 4],
    ]);
  });

  test('can be asked for one by one', () => {
    expect(shop.product(2)).toEqual({ id: 2, name: 'mug', priceCents: 890, stock: 120 });
    expect(shop.product(7)).toBeUndefined();
    expect(shop.product(NaN)).toBeUndefined();
  });
});

describe('an order', () => {
  test('takes from the stock and has its price of that day', () => {
    expect(order(2, 3)).toEqual({
      id: 1,
      productId: 2,
      quantity: 3,
      totalCents: 2_670,
      status: 'placed',
    });
    expect(shop.product(2)?.stock).toBe(117);
  });

  test('may take the last items, and no more', () => {
    expect(order(6, 4)).toMatchObject({ quantity: 4 });
    expect(shop.placeOrder(6, 1)).toBe('out of stock');
    expect(shop.product(6)?.stock).toBe(0);
  });

  test('that asks for more than there is takes nothing', () => {
    expect(shop.placeOrder(6, 5)).toBe('out of stock');
    expect(shop.product(6)?.stock).toBe(4);
    expect(shop.orders(10)).toEqual([]);
  });

  test('for what there is not is none', () => {
    expect(shop.placeOrder(7, 1)).toBe('unknown product');
    expect(shop.orders(10)).toEqual([]);
  });

  test('that was shipped keeps what it took', () => {
    const shipped = order(2, 3);
    shop.markShipped(shipped);

    expect(shop.orders(10)).toEqual([{ ...shipped, status: 'shipped' }]);
    expect(shop.product(2)?.stock).toBe(117);
  });

  test('that failed gives it back', () => {
    const failed = order(2, 3);
    shop.markFailed(failed);

    expect(shop.orders(10)).toEqual([{ ...failed, status: 'failed' }]);
    expect(shop.product(2)?.stock).toBe(120);
  });
});

test('orders are listed newest first, up to a limit', () => {
  for (let quantity = 1; quantity <= 3; quantity++) order(2, quantity);

  expect(shop.orders(2).map(({ id }) => id)).toEqual([3, 2]);
});

test('restocking adds to the stock, and knows only products of the shop', () => {
  expect(shop.restock(6, 10)).toMatchObject({ id: 6, stock: 14 });
  expect(shop.restock(7, 10)).toBeUndefined();
});

test('the summary has a line for each status that orders have', () => {
  shop.markShipped(order(1, 2));
  shop.markShipped(order(2, 1));
  shop.markFailed(order(3, 1));

  expect(shop.orderSummary()).toEqual([
    { status: 'failed', count: 1, totalCents: 3_900 },
    { status: 'shipped', count: 2, totalCents: 5_790 },
  ]);
});

test('a transaction that fails changes nothing', () => {
  const database = openDatabase();
  shop = new Shop(database);
  database.exec('DROP TABLE orders');

  expect(() => shop.placeOrder(2, 1)).toThrow('no such table: orders');
  expect(shop.product(2)?.stock).toBe(120);
});
