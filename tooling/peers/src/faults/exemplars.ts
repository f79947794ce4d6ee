import assert from 'node:assert/strict';
import { attempt, type Fault } from '../fault.ts';
import { samples, valueOf } from '../page.ts';

/** One code point more, names included, than the 128 that OpenMetrics 1.0 allows. */
const tooLong = { trace_id: 'x'.repeat(129 - 'trace_id'.length) };

export const exemplars: readonly Fault[] = [
  {
    name: 'an exemplar through a handle loses the labels and the amount',
    async rule(client) {
      client.handleWithExemplars('c_total', { a: 'x' }).inc(3, { trace_id: 'abc' });
      const page = await client.scrape('openmetrics');
      assert.deepEqual(samples(page), ['c_total{a="x"} 3']);
      assert.match(page, /^c_total\{a="x"\} 3 # \{trace_id="abc"\} 3(\.0)? /m);
    },
  },
  {
    name: 'a counter throws over a long exemplar after it counted',
    async rule(client) {
      const counter = client.counterWithExemplars('c_total');
      const accepted = attempt(() => counter.record(3, tooLong));
      const page = await client.scrape('openmetrics');
      assert.equal(valueOf(page, 'c_total'), accepted ? '3' : '0');
      assert.doesNotMatch(page, /xxx/);
    },
  },
  {
    name: 'a histogram throws over a long exemplar after it counted',
    async rule(client) {
      const histogram = client.histogramWithExemplars('h', [1]);
      const accepted = attempt(() => histogram.record(0.5, tooLong));
      const page = await client.scrape('openmetrics');
      assert.equal(valueOf(page, 'h_count'), accepted ? '1' : '0');
      assert.doesNotMatch(page, /xxx/);
    },
  },
];
