import assert from 'node:assert/strict';
import type { Client } from '../contender.ts';
import type { Fault } from '../fault.ts';
import { bucketsOf, valueOf } from '../page.ts';

/** The buckets on the page, as `le` and cumulative count, once `values` were observed. */
async function observed(
  client: Client,
  bounds: readonly number[],
  values: readonly number[],
): Promise<string[][]> {
  const histogram = client.histogram('h', bounds);
  for (const value of values) histogram.observe(value);
  return bucketsOf(await client.scrape('text'), 'h');
}

export const histograms: readonly Fault[] = [
  {
    name: 'bounds are not sorted',
    async rule(client) {
      assert.deepEqual(await observed(client, [10, 1], [5]), [
        ['1', '0'],
        ['10', '1'],
        ['+Inf', '1'],
      ]);
    },
  },
  {
    name: 'an explicit bound of Infinity gives two last buckets',
    async rule(client) {
      assert.deepEqual(await observed(client, [1, Infinity], [5]), [
        ['1', '0'],
        ['+Inf', '1'],
      ]);
    },
  },
  {
    name: 'a negative bound swallows the overflow',
    async rule(client) {
      assert.deepEqual(await observed(client, [-1], [5]), [
        ['-1', '0'],
        ['+Inf', '1'],
      ]);
    },
  },
  {
    name: 'reset() of an unlabelled histogram makes it vanish',
    async rule(client) {
      const histogram = client.histogram('h', [1]);
      histogram.observe(0.5);
      histogram.reset();
      const page = await client.scrape('text');
      assert.deepEqual(bucketsOf(page, 'h'), [
        ['1', '0'],
        ['+Inf', '0'],
      ]);
      assert.equal(valueOf(page, 'h_count'), '0');
    },
  },
];
