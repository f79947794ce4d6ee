import { constantFamily, type Collector, type Metric } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, it } from 'vitest';
import { familiesOf, type MetricSource } from './metric-source.ts';

const up = constantFamily({ name: 'up', help: 'Up.', type: 'gauge', series: [{ value: 1 }] });
const collector: Collector = { name: 'up', collect: (buf) => void buf.push(up) };
const registry = new Registry({ collectorMetrics: false });
registry.register(collector);
// As instruments are: a metric that is a collector of itself.
const { name, help, type, labelNames } = up;
const instrument: Metric & Collector = {
  ...{ name, help, type, labelNames },
  snapshot: () => up,
  collect: () => {
    throw new Error('a metric is read, not collected');
  },
};
const page = '# HELP up Up.\n# TYPE up gauge\nup 1\n';

describe('familiesOf', () => {
  it.each<[string, MetricSource]>([
    ['a registry', registry],
    ['a collector', collector],
    ['an instrument', instrument],
    ['a family', up],
    ['families', [up]],
    ['metrics', [instrument]],
    ['a page of text', page],
    ['a page of OpenMetrics', `${page}# EOF\n`],
    ['bytes', new TextEncoder().encode(page)],
  ])('reads %s', async (_, source) => {
    const families = await familiesOf(source);
    const read = families.map((family) => [family.name, family.type, [...family.series]]);
    expect(read).toEqual([['up', 'gauge', [{ labels: {}, value: 1 }]]]);
  });

  it('passes on what is wrong with a page', async () => {
    await expect(familiesOf('up')).rejects.toMatchObject({ code: 'PARSE_ERROR' });
  });

  it.each([
    [undefined, 'undefined'],
    [5, '5'],
    [{}, 'an object'],
    [[up, 5], 'an array'],
  ])('refuses %j', async (source, described) => {
    await expect(familiesOf(source as unknown as MetricSource)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(`got ${described}`) as unknown,
    });
  });
});
