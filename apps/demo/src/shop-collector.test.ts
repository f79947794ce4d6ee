import type { DatabaseSync } from 'node:sqlite';
import { registry } from '@telltale/prometheus';
import { gatherAndCompare } from '@telltale/testing';
import { beforeEach, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { shopCollector } from './shop-collector.ts';
import { Shop, type Order } from './shop.ts';

const names = [
  'shop_low_stock_products',
  'shop_orders',
  'shop_revenue_euros_total',
  'shop_stock_items',
];

let database: DatabaseSync;
let shop: Shop;

beforeEach(() => {
  database = openDatabase();
  shop = new Shop(database);
  const collector = shopCollector(shop);
  registry().register(collector);
  return () => void registry().unregister(collector);
});

const order = (productId: number, quantity: number): Order =>
  shop.placeOrder(productId, quantity) as Order;

test('a new shop shows its stock, and 0 for what has not happened yet', async () => {
  await gatherAndCompare(
    registry(),
    `\
# HELP shop_low_stock_products Products of which fewer than 5 are in stock.
# TYPE shop_low_stock_products gauge
shop_low_stock_products 1
# HELP shop_orders Orders by status.
# TYPE shop_orders gauge
shop_orders{status="placed"} 0
shop_orders{status="shipped"} 0
shop_orders{status="failed"} 0
# HELP shop_revenue_euros_total What the shipped orders come to.
# TYPE shop_revenue_euros_total counter
shop_revenue_euros_total 0
# HELP shop_stock_items Items in stock, by product.
# TYPE shop_stock_items gauge
shop_stock_items{product="teapot"} 40
shop_stock_items{product="mug"} 120
shop_stock_items{product="kettle"} 25
shop_stock_items{product="tea strainer"} 80
shop_stock_items{product="oolong"} 60
shop_stock_items{product="golden cup"} 4
`,
    { names },
  );
});

test('a scrape shows what the database holds at that moment', async () => {
  shop.markShipped(order(1, 2));
  shop.markShipped(order(2, 1));
  shop.markFailed(order(5, 10));
  order(3, 22);
  shop.restock(6, 1);

  await gatherAndCompare(
    registry(),
    `\
# HELP shop_low_stock_products Products of which fewer than 5 are in stock.
# TYPE shop_low_stock_products gauge
shop_low_stock_products 1
# HELP shop_orders Orders by status.
# TYPE shop_orders gauge
shop_orders{status="placed"} 1
shop_orders{status="shipped"} 2
shop_orders{status="failed"} 1
# HELP shop_revenue_euros_total What the shipped orders come to.
# TYPE shop_revenue_euros_total counter
shop_revenue_euros_total 57.9
# HELP shop_stock_items Items in stock, by product.
# TYPE shop_stock_items gauge
shop_stock_items{product="teapot"} 38
shop_stock_items{product="mug"} 119
shop_stock_items{product="kettle"} 3
shop_stock_items{product="tea strainer"} 80
shop_stock_items{product="oolong"} 60
shop_stock_items{product="golden cup"} 5
`,
    { names },
  );
});

test('a database that fails costs only the metrics of the shop, and the page says so', async () => {
  database.close();

  const families = await registry().gather({ names: ['exporter_collector_success', ...names] });

  expect(families.map(({ name }) => name)).toEqual(['exporter_collector_success']);
  expect([...families[0]!.series]).toContainEqual({ labels: { collector: 'shop' }, value: 0 });
});
