import { describe, expect, it } from 'vitest';
import { constantFamily, type ConstantSeries } from './constant-family.ts';
import { MetricError } from './errors.ts';
import type { MetricFamily, SeriesValue } from './metric-family.ts';
import type { MetricType } from './metric-type.ts';

const invalid = (message: string): MetricError =>
  new MetricError('INVALID_VALUE', message, { metric: 'm' });

const misfit = (type: MetricType, expected: string): MetricError =>
  invalid(`m: a value does not fit the type ${type}: expected ${expected}.`);

/** A family `m` of one series, whatever that is. */
function familyOf(type: MetricType, series: object): MetricFamily {
  return constantFamily({ name: 'm', help: 'M.', type, series: [series as ConstantSeries<[]>] });
}

describe('constantFamily, distributions that no format can carry', () => {
  it.each([
    ['a count', { count: Infinity, sum: 1, buckets: [{ upperBound: 1, count: 1 }] }],
    ['all counts', { count: Infinity, sum: 1, buckets: [{ upperBound: 1, count: Infinity }] }],
    [
      'the count of the +Inf bucket',
      { count: Infinity, sum: 1, buckets: [{ upperBound: Infinity, count: Infinity }] },
    ],
  ])('histogram: refuses %s of Infinity', (_, value) => {
    for (const type of ['histogram', 'gaugehistogram'] as const) {
      expect(() => familyOf(type, { value })).toThrow(misfit(type, 'finite counts'));
    }
  });

  it('histogram: refuses a count below 0, also without buckets', () => {
    expect(() => familyOf('histogram', { value: { count: -1, sum: 1, buckets: [] } })).toThrow(
      misfit('histogram', 'a count equal to its +Inf bucket and not below the other buckets'),
    );
  });

  it.each([Infinity, NaN, -1])('summary: refuses a count of %d', (count) => {
    expect(() => familyOf('summary', { value: { count, sum: 1, quantiles: [] } })).toThrow(
      misfit('summary', 'a finite count from 0 up'),
    );
  });

  it.each([
    ['a count', { upperBound: 1, count: '1' }],
    ['a bound', { upperBound: '1', count: 1 }],
    ['all of it', null],
  ])('histogram: refuses a bucket of which %s is not a number', (_, bucket) => {
    const value = { count: 1, sum: 1, buckets: [bucket] };
    expect(() => familyOf('histogram', { value })).toThrow(
      misfit('histogram', 'buckets of { upperBound, count }'),
    );
  });

  it.each([
    ['the value', { quantile: 0.5, value: '1' }],
    ['the quantile', { quantile: '0.5', value: 1 }],
    ['all of it', null],
  ])('summary: refuses a quantile of which %s is not a number', (_, quantile) => {
    const value = { count: 1, sum: 1, quantiles: [quantile] };
    expect(() => familyOf('summary', { value })).toThrow(
      misfit('summary', 'quantiles of { quantile, value }'),
    );
  });

  it.each([
    ['before another', [Infinity, 1]],
    ['twice', [1, Infinity, Infinity]],
  ])('histogram: refuses the +Inf bucket %s, as exemplars would change buckets', (_, bounds) => {
    const buckets = bounds.map((upperBound) => ({ upperBound, count: 2 }));
    expect(() => familyOf('histogram', { value: { count: 2, sum: 1, buckets } })).toThrow(
      misfit('histogram', 'bucket bounds that ascend'),
    );
  });
});

describe('constantFamily, timestamps', () => {
  it.each([
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
    ['1700000000', '"1700000000"'],
    [null, 'null'],
    [new Date(0), 'an object'],
  ])('refuses a timestamp or a start of %s', (time, shown) => {
    const expected = 'expected seconds of Unix time; leave it out where it is not known.';
    expect(() => familyOf('gauge', { value: 1, timestamp: time })).toThrow(
      invalid(`m: a series has the timestamp ${shown}, ${expected}`),
    );
    expect(() => familyOf('counter', { value: 1, startTimestamp: time })).toThrow(
      invalid(`m: a series has the startTimestamp ${shown}, ${expected}`),
    );
    const exemplar = { labels: {}, value: 1, timestamp: time };
    expect(() => familyOf('counter', { value: 1, exemplar })).toThrow(
      invalid(`m: an exemplar has the timestamp ${shown}, ${expected}`),
    );
  });

  it('takes those before 1970, and undefined for none', () => {
    const [only] = familyOf('gauge', {
      value: 1,
      timestamp: -0.5,
      startTimestamp: undefined,
    }).series;
    expect(only).toEqual({ labels: {}, value: 1, timestamp: -0.5 });
  });
});

describe('constantFamily, exemplars', () => {
  const faults = [
    [
      { labels: { trace_id: 7 }, value: 1 },
      'm: an exemplar has the label "trace_id" of 7, expected a string.',
    ],
    [
      { labels: { trace_id: undefined }, value: 1 },
      'm: an exemplar has the label "trace_id" of undefined, expected a string.',
    ],
    [{ labels: {}, value: '1' }, 'm: an exemplar has the value "1", expected a number.'],
    [{ labels: {} }, 'm: an exemplar has the value undefined, expected a number.'],
    [
      { value: 1 },
      'm: an exemplar has the labels undefined, expected an object; write {} where there are none.',
    ],
    [
      { labels: null, value: 1 },
      'm: an exemplar has the labels null, expected an object; write {} where there are none.',
    ],
    [null, 'm: an exemplar is null, expected { labels, value }.'],
  ] as const;

  it.each(faults)('refuses %j of a counter', (exemplar, message) => {
    expect(() => familyOf('counter', { value: 1, exemplar })).toThrow(invalid(message));
  });

  it.each(faults)('refuses %j of a bucket and of a native histogram', (exemplar, message) => {
    const none = { indexes: [], counts: [] };
    const native = { schema: 0, zeroThreshold: 0, zeroCount: 1, positive: none, negative: none };
    const buckets = [{ upperBound: 1, count: 1 }];
    const values: object[] = [
      { count: 1, sum: 0, buckets: [{ upperBound: 1, count: 1, exemplar }] },
      { count: 1, sum: 0, buckets, native: { ...native, exemplars: [exemplar] } },
    ];
    for (const value of values as SeriesValue[]) {
      expect(() => familyOf('histogram', { value })).toThrow(invalid(message));
    }
  });
});
