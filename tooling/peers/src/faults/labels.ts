import assert from 'node:assert/strict';
import type { Client, LabelsGiven } from '../contender.ts';
import { attempt, type Fault } from '../fault.ts';
import { samples } from '../page.ts';

/** A sample whose label values are quoted as the text format has it. */
const sample = /^\w+(\{\w+="([^"\\]|\\["\\n])*"(,\w+="([^"\\]|\\["\\n])*")*\})? \S+$/;

/** Counts each of `series` once in a counter with the labels a and b; the samples that come of it. */
async function counted(client: Client, series: readonly LabelsGiven[]): Promise<string[]> {
  const counter = client.counter('c_total', ['a', 'b']);
  for (const labels of series) counter.incWith(labels);
  return samples(await client.scrape('text'));
}

export const labels: readonly Fault[] = [
  {
    name: 'label values are escaped only when they are strings',
    async rule(client) {
      const counter = client.counter('c_total', ['query']);
      counter.incWith({ query: 'say "hi"' });
      attempt(() => counter.incWith({ query: ['say "hello"'] }));
      const [first, ...rest] = samples(await client.scrape('text'));
      assert.equal(first, String.raw`c_total{query="say \"hi\""} 1`);
      for (const line of rest) assert.match(line, sample);
    },
  },
  {
    name: 'a label value of undefined becomes the text undefined',
    async rule(client) {
      const counter = client.counter('c_total', ['route']);
      counter.incWith({ route: '/' });
      attempt(() => counter.incWith({ route: undefined }));
      const page = await client.scrape('text');
      assert.equal(samples(page)[0], 'c_total{route="/"} 1');
      assert.doesNotMatch(page, /undefined/);
    },
  },
  {
    name: 'a label object that changes later makes duplicate series',
    async rule(client) {
      const counter = client.counter('c_total', ['a']);
      const given = { a: '1' };
      counter.incWith(given);
      given.a = '2';
      counter.incWith(given);
      assert.deepEqual(samples(await client.scrape('text')), [
        'c_total{a="1"} 1',
        'c_total{a="2"} 1',
      ]);
    },
  },
  {
    name: 'keys collide over a bar: x|y and z are x and y|z',
    async rule(client) {
      const series = [
        { a: 'x|y', b: 'z' },
        { a: 'x', b: 'y|z' },
      ];
      assert.deepEqual(await counted(client, series), [
        'c_total{a="x|y",b="z"} 1',
        'c_total{a="x",b="y|z"} 1',
      ]);
    },
  },
  {
    name: 'keys collide over a comma: x,b:y and z are x and y,b:z',
    async rule(client) {
      const series = [
        { a: 'x,b:y', b: 'z' },
        { a: 'x', b: 'y,b:z' },
      ];
      assert.deepEqual(await counted(client, series), [
        'c_total{a="x,b:y",b="z"} 1',
        'c_total{a="x",b="y,b:z"} 1',
      ]);
    },
  },
];
