import assert from 'node:assert/strict';
import type { Fault } from '../fault.ts';
import { bucketsOf, samples, valueOf } from '../page.ts';

export const pages: readonly Fault[] = [
  {
    name: 'a scrape as OpenMetrics renames counters for good',
    async rule(client) {
      client.counter('jobs_total').inc(4);
      const before = await client.scrape('text');
      assert.deepEqual(samples(before), ['jobs_total 4']);
      assert.deepEqual(samples(await client.scrape('openmetrics')), ['jobs_total 4']);
      assert.equal(await client.scrape('text'), before);
    },
  },
  {
    name: 'gauge foo beside counter foo_total gives two families foo',
    async rule(client) {
      client.gauge('foo', 1);
      client.counter('foo_total').inc(2);
      const page = await client.scrape('openmetrics');
      assert.deepEqual(samples(page), ['foo 1', 'foo_total 2']);
      assert.equal(page.match(/^# TYPE foo /gm)?.length, 1);
    },
  },
  {
    name: 'an empty registry gives a blank line before # EOF',
    async rule(client) {
      assert.equal(await client.scrape('openmetrics'), '# EOF\n');
    },
  },
  {
    name: 'a whole bound is written le="1" in OpenMetrics',
    async rule(client) {
      client.histogram('h', [1]).observe(0.5);
      assert.deepEqual(bucketsOf(await client.scrape('openmetrics'), 'h'), [
        ['1.0', '1'],
        ['+Inf', '1'],
      ]);
    },
  },
  {
    name: 'a quantile of nothing is 0',
    async rule(client) {
      client.emptySummary('s', 0.5);
      const page = await client.scrape('text');
      assert.equal(valueOf(page, 's_count'), '0');
      assert.equal(valueOf(page, 's{quantile="0.5"}'), 'NaN');
    },
  },
];
