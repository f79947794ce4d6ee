import { constantFamily, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { changeOf } from './change-of.ts';

type Counts = Record<string, number>;

function jobs(counts: Counts): MetricFamily {
  return constantFamily({
    name: 'jobs_total',
    help: 'Jobs.',
    type: 'counter',
    labelNames: ['queue'],
    series: Object.entries(counts).map(([queue, value]) => ({ labels: { queue }, value })),
  });
}

describe('changeOf', () => {
  const counts: Counts = { mail: 2 };
  const source = { gather: async () => [jobs(counts)] };

  it('takes the value before from the one after', async () => {
    const run = async (): Promise<void> => {
      await Promise.resolve();
      counts['mail'] = 5;
    };
    expect(await changeOf(run, source, 'jobs_total', { queue: 'mail' })).toBe(3);
    expect(await changeOf(() => {}, source, 'jobs_total', { queue: 'mail' })).toBe(0);
  });

  it('counts a series that is not there as 0', async () => {
    const make = (): void => void (counts['print'] = 4);
    expect(await changeOf(make, source, 'jobs_total', { queue: 'print' })).toBe(4);
    const drop = (): boolean => delete counts['print'];
    expect(await changeOf(drop, source, 'jobs_total', { queue: 'print' })).toBe(-4);
    expect(await changeOf(() => {}, source, 'jobs_total', { queue: 'print' })).toBe(0);
  });

  it('counts a metric that comes meanwhile from 0', async () => {
    let families: MetricFamily[] = [];
    const late = { gather: async () => families };
    const run = (): void => void (families = [jobs({ mail: 2 })]);
    expect(await changeOf(run, late, 'jobs_total', { queue: 'mail' })).toBe(2);
  });

  it.each([
    ['jobs', { queue: 'mail' }],
    ['jobs_total', { queu: 'mail' }],
    ['jobs_total', {}],
    ['jobs_total', { queue: 'mail', le: '1' }],
  ])('throws where there can be no sample %s%j', async (name, labels) => {
    await expect(changeOf(() => {}, source, name, labels)).rejects.toThrow('is missing; ');
  });

  it('knows the labels of the parts of a metric that has no series yet', async () => {
    const empty = (type: 'histogram' | 'summary' | 'stateset'): readonly MetricFamily[] => [
      constantFamily({ name: 'x', help: 'X.', type, series: [] }),
    ];
    const none = (): void => {};
    expect(await changeOf(none, empty('histogram'), 'x_bucket', { le: 1 })).toBe(0);
    expect(await changeOf(none, empty('histogram'), 'x_count')).toBe(0);
    expect(await changeOf(none, empty('summary'), 'x', { quantile: 0.5 })).toBe(0);
    expect(await changeOf(none, empty('summary'), 'x_sum')).toBe(0);
    expect(await changeOf(none, empty('stateset'), 'x', { x: 'on' })).toBe(0);
    await expect(changeOf(none, empty('histogram'), 'x_bucket')).rejects.toThrow(
      'x_bucket is missing; the metric x has no series',
    );
    await expect(changeOf(none, empty('summary'), 'x_count', { quantile: 1 })).rejects.toThrow(
      'is missing',
    );
  });
});
