import { constantFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { series } from './series.ts';

const families = [
  constantFamily({
    name: 'shop_orders',
    help: 'Orders.',
    type: 'gauge',
    labelNames: ['status'],
    series: [
      { labels: { status: 'placed' }, value: 3 },
      { labels: { status: 'shipped' }, value: 8 },
    ],
  }),
  constantFamily({ name: 'shop_carts', help: 'Carts.', type: 'gauge', series: [] }),
];

describe('series', () => {
  it('lists the series of a metric, each with its labels and its value', async () => {
    expect(await series(families, 'shop_orders')).toEqual([
      { labels: { status: 'placed' }, value: 3 },
      { labels: { status: 'shipped' }, value: 8 },
    ]);
    expect(await series(families, 'shop_carts')).toEqual([]);
  });

  it('reads a page', async () => {
    const page =
      '# TYPE wait histogram\nwait_bucket{le="1"} 1\nwait_bucket{le="+Inf"} 2\nwait_sum 3\nwait_count 2\n';
    const [one] = await series(page, 'wait');
    expect(one?.value).toMatchObject({ count: 2, sum: 3, buckets: [{ count: 1 }, { count: 2 }] });
  });

  it('says which names are alike where there is none', async () => {
    await expect(series(families, 'shop_order')).rejects.toThrow(
      'the metric shop_order is missing; did you mean shop_orders?',
    );
    await expect(series([], 'up')).rejects.toThrow('the metric up is missing');
  });
});
