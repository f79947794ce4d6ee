import { constantFamily, type Collector } from '@telltale/model';
import { addsNoSeries, leavesNothingRunning, pedanticRegistry, series } from '@telltale/testing';
import { metricMatchers } from '@telltale/testing/vitest';
import { expect, test } from 'vitest';

expect.extend(metricMatchers);

const placed = new Map([['book', 2]]);
const placeOrder = (article: string) => placed.set(article, (placed.get(article) ?? 0) + 1);
const orders: Collector = {
  name: 'orders',
  collect(buf) {
    buf.push(
      constantFamily({
        name: 'shop_orders_total',
        help: 'Orders placed.',
        type: 'counter',
        labelNames: ['article'],
        series: [...placed].map(([article, value]) => ({ labels: { article }, value })),
      }),
    );
  },
};

test('orders are counted', async () => {
  const registry = pedanticRegistry();
  registry.register(orders);

  await expect(registry).toHaveMetric('shop_orders_total', 'counter');
  await expect(registry).toHaveMetricValue('shop_orders_total', { article: 'book' }, 2);
  await expect(() => placeOrder('pen')).toChangeMetric(
    registry,
    'shop_orders_total',
    { article: 'pen' },
    1,
  );
  await expect(registry).not.toHaveSample('shop_orders_total', { article: 'cup' });
  await expect(orders).toMatchExposition(`
    # TYPE shop_orders_total counter
    shop_orders_total{article="book"} 2
    shop_orders_total{article="pen"} 1
  `);
  await expect(orders).toPassLint();
  expect(await series(orders, 'shop_orders_total')).toHaveLength(2);
});

test('orders leak nothing', async () => {
  await addsNoSeries(orders, () => placeOrder('pen'), { times: 100 });
  await leavesNothingRunning(async () => {
    const registry = pedanticRegistry();
    registry.register(orders);
    await registry.gather();
  });
});
