import assert from 'node:assert/strict';
import { attempt, type Fault } from '../fault.ts';
import { valueOf } from '../page.ts';

export const amounts: readonly Fault[] = [
  {
    name: 'inc(NaN) poisons a counter for ever',
    async rule(client) {
      const counter = client.counter('c_total');
      counter.inc(2);
      attempt(() => counter.inc(NaN));
      counter.inc();
      assert.equal(valueOf(await client.scrape('text'), 'c_total'), '3');
    },
  },
  {
    name: "inc('') makes a counter a string",
    async rule(client) {
      const counter = client.counter('c_total');
      counter.inc(2);
      attempt(() => counter.inc(''));
      counter.inc();
      assert.equal(valueOf(await client.scrape('text'), 'c_total'), '3');
    },
  },
];
