import { Counter, Gauge, type Collector } from '@telltale/prometheus';
import { orderStatuses, type Shop } from './shop.ts';

const lowStock = 5;

/**
 * The metrics of the business. The database knows the numbers already, so nobody counts them: each scrape asks for
 * them, and they are right also for what happened while no scrape came.
 */
export function shopCollector(shop: Shop): Collector {
  const orders = new Gauge({
    name: 'shop_orders',
    help: 'Orders by status.',
    labelNames: ['status'],
  });
  const revenue = new Counter({
    name: 'shop_revenue_euros_total',
    help: 'What the shipped orders come to.',
  });
  const stock = new Gauge({
    name: 'shop_stock_items',
    help: 'Items in stock, by product.',
    labelNames: ['product'],
  });
  const lowStockProducts = new Gauge({
    name: 'shop_low_stock_products',
    help: `Products of which fewer than ${lowStock} are in stock.`,
  });

  return {
    name: 'shop',
    collect(buf) {
      const summary = new Map(shop.orderSummary().map((line) => [line.status, line]));
      for (const status of orderStatuses) {
        orders.set({ status }, summary.get(status)?.count ?? 0);
      }
      revenue.advanceTo((summary.get('shipped')?.totalCents ?? 0) / 100);

      const products = shop.products();
      for (const product of products) stock.set({ product: product.name }, product.stock);
      lowStockProducts.set(products.filter((product) => product.stock < lowStock).length);

      buf.push(orders, revenue, stock, lowStockProducts);
    },
  };
}
