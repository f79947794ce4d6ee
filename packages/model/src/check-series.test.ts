import { describe, expect, it } from 'vitest';
import {
  constantFamily,
  type ConstantFamilyOptions,
  type ConstantSeries,
} from './constant-family.ts';
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

describe('constantFamily, exemplars of buckets', () => {
  const bounds = [-1, 2, Infinity];
  const valueOf = (bucket: number, value: number): SeriesValue => ({
    count: 3,
    sum: 1,
    buckets: bounds.map((upperBound, at) => ({
      upperBound,
      count: at + 1,
      ...(at === bucket ? { exemplar: { labels: {}, value } } : {}),
    })),
  });

  it.each([
    [0, -Infinity],
    [0, -1],
    [1, -0.5],
    [1, 2],
    [2, 2.5],
    [2, Infinity],
  ])('takes one of bucket %d with the value %d', (bucket, value) => {
    const [only] = familyOf('histogram', { value: valueOf(bucket, value) }).series;
    expect(only?.value).toEqual(valueOf(bucket, value));
  });

  it.each([
    [0, -0.5, 'above -Infinity and up to -1'],
    [0, NaN, 'above -Infinity and up to -1'],
    [1, -1, 'above -1 and up to 2'],
    [1, 2.5, 'above -1 and up to 2'],
    [1, NaN, 'above -1 and up to 2'],
    [2, 2, 'above 2 and up to Infinity'],
    [2, NaN, 'above 2 and up to Infinity'],
  ])('refuses one of bucket %d with the value %d', (bucket, value, range) => {
    for (const type of ['histogram', 'gaugehistogram'] as const) {
      expect(() => familyOf(type, { value: valueOf(bucket, value) })).toThrow(
        invalid(`m: an exemplar has the value ${value}, expected one of its bucket, ${range}.`),
      );
    }
  });
});

describe('constantFamily, label names of exemplars', () => {
  it.each([
    ['', 'is not a name'],
    ['__x', 'begins with __'],
    ['x\ud800', 'is not a name'],
  ])('refuses %j', (name, why) => {
    const exemplar = { labels: { [name]: 'x' }, value: 1, timestamp: 1 };
    const error = new MetricError(
      'INVALID_LABEL_NAME',
      `m: label name ${JSON.stringify(name)} ${why}.`,
      { metric: 'm' },
    );
    expect(() => familyOf('counter', { value: 1, exemplar })).toThrow(error);
    const buckets = [{ upperBound: 1, count: 1, exemplar }];
    expect(() => familyOf('histogram', { value: { count: 1, sum: 1, buckets } })).toThrow(error);
    const none = { indexes: [], counts: [] };
    const native = { schema: 0, zeroThreshold: 0, zeroCount: 1, positive: none, negative: none };
    const value = { count: 1, sum: 0, buckets: [], native: { ...native, exemplars: [exemplar] } };
    expect(() => familyOf('histogram', { value })).toThrow(error);
  });

  it('takes those that only a series cannot have', () => {
    const exemplar = { labels: { le: 'x', 'trace.id': 'y' }, value: 1 };
    const buckets = [{ upperBound: 1, count: 1, exemplar }];
    const family = familyOf('histogram', { value: { count: 1, sum: 1, buckets } });
    expect(family.columns.exemplars).toEqual([[exemplar]]);
  });
});

describe('constantFamily, states', () => {
  it.each([1, 0, 'true', null, undefined, {}])('refuses a state of %j', (b) => {
    expect(() => familyOf('stateset', { value: { states: { a: true, b } } })).toThrow(
      misfit('stateset', 'states that are true or false'),
    );
  });
});

describe('constantFamily, series', () => {
  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [5, '5'],
    [{}, 'an object'],
  ])('refuses %j in the place of all of them', (series, shown) => {
    const options = { name: 'm', help: 'M.', type: 'gauge', series } as unknown;
    expect(() => constantFamily(options as ConstantFamilyOptions)).toThrow(
      new MetricError(
        'INVALID_OPTION',
        `m: series is ${shown}, expected an iterable of { labels, value }.`,
        { metric: 'm' },
      ),
    );
  });

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [5, '5'],
    ['x', '"x"'],
  ])('refuses %j in the place of one', (series, shown) => {
    const options = { name: 'm', help: 'M.', type: 'gauge', series: [series] } as unknown;
    expect(() => constantFamily(options as ConstantFamilyOptions)).toThrow(
      invalid(`m: a series is ${shown}, expected { labels, value }.`),
    );
  });

  it.each([
    [5, '5'],
    ['ab', '"ab"'],
  ])('refuses %j in the place of label names', (labelNames, shown) => {
    const options = { name: 'm', help: 'M.', type: 'gauge', labelNames, series: [] } as unknown;
    expect(() => constantFamily(options as ConstantFamilyOptions)).toThrow(
      new MetricError('INVALID_LABEL_NAME', `m: label name ${shown} is not an array of names.`, {
        metric: 'm',
      }),
    );
  });
});
