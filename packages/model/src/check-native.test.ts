import { describe, expect, it } from 'vitest';
import { constantFamily } from './constant-family.ts';
import { MetricError } from './errors.ts';
import type { HistogramValue, MetricFamily } from './metric-family.ts';

const types = ['histogram', 'gaugehistogram'] as const;
const none = { indexes: [], counts: [] };
/** Two observations: one in the zero bucket, one in a bucket above it. */
const native = {
  schema: 3,
  zeroThreshold: 0.5,
  zeroCount: 1,
  positive: { indexes: [4], counts: [1] },
  negative: none,
};

function familyOf(
  type: (typeof types)[number],
  given: unknown,
  total: { count?: number; sum?: number } = {},
): MetricFamily {
  const value = { count: 2, sum: 3, buckets: [], native: given, ...total } as HistogramValue;
  return constantFamily({ name: 'm', help: 'M.', type, series: [{ value }] });
}

function expectMisfit(given: unknown, expected: string, total?: { count?: number; sum?: number }) {
  for (const type of types) {
    expect(() => familyOf(type, given, total)).toThrow(
      new MetricError(
        'INVALID_VALUE',
        `m: a value does not fit the type ${type}: expected ${expected}.`,
        { metric: 'm' },
      ),
    );
  }
}

describe('constantFamily, native buckets', () => {
  it('takes what a histogram can have', () => {
    const exemplars = [{ labels: { trace_id: 'a' }, value: 1.4, timestamp: 5 }];
    for (const given of [
      native,
      { ...native, exemplars },
      { ...native, exemplars: undefined },
      { ...native, schema: -4, positive: { indexes: [-3, 7, 9], counts: [0, 1, 0] } },
      { ...native, schema: 8, zeroThreshold: 0, positive: none, negative: native.positive },
      { ...native, positive: { indexes: [-(2 ** 30), 2 ** 30], counts: [0.5, 0.5] } },
    ]) {
      for (const type of types) expect(familyOf(type, given).columns.native).toEqual([given]);
    }
    expect(familyOf('histogram', undefined).columns.native).toBeUndefined();
  });

  it.each([[null], [5], ['native'], [true]])('refuses %j in their place', (given) => {
    expectMisfit(given, 'native of { schema, zeroThreshold, zeroCount, positive, negative }');
  });

  it.each([-5, 9, 0.5, NaN, Infinity, '3', null, undefined])('refuses a schema of %j', (schema) => {
    expectMisfit({ ...native, schema }, 'a native schema that is a whole number from -4 to 8');
  });

  it.each([-1, NaN, Infinity, '0', null, undefined])('refuses a zeroThreshold of %j', (given) => {
    expectMisfit({ ...native, zeroThreshold: given }, 'a finite native zeroThreshold from 0 up');
  });

  it.each([-1, NaN, Infinity, '0', null, undefined])('refuses a zeroCount of %j', (zeroCount) => {
    expectMisfit({ ...native, zeroCount }, 'finite native counts from 0 up');
  });

  it.each([
    undefined,
    null,
    5,
    [],
    { counts: [1] },
    { indexes: [4] },
    { indexes: null, counts: [1] },
    { indexes: [4], counts: 1 },
    { indexes: [4], counts: [] },
    { indexes: [], counts: [1] },
    { indexes: [4, 5], counts: [1] },
  ])('refuses %j as the buckets of a sign', (given) => {
    const expected = '{ indexes, counts } of the same length as native buckets';
    expectMisfit({ ...native, positive: given }, expected);
    expectMisfit({ ...native, negative: given }, expected);
  });

  it.each([
    ['out of order', [5, 4]],
    ['twice', [4, 4]],
    ['with a fraction', [4, 4.5]],
    ['of NaN', [4, NaN]],
    ['of Infinity', [4, Infinity]],
    ['of text', [4, '5']],
    ['that are missing', [4, undefined]],
    ['that no page can carry', [4, 2 ** 30 + 1]],
    ['below those', [-(2 ** 30) - 1, 4]],
  ])('refuses indexes %s', (_, indexes) => {
    const expected = 'whole native indexes that ascend, from -2^30 to 2^30';
    const side = { indexes, counts: [1, 0] };
    expectMisfit({ ...native, positive: side }, expected);
    expectMisfit({ ...native, positive: none, negative: side }, expected);
  });

  it.each([-1, NaN, Infinity, '1', null, undefined])(
    'refuses a bucket with a count of %j',
    (count) => {
      const side = { indexes: [4, 5], counts: [1, count] };
      expectMisfit({ ...native, positive: side }, 'finite native counts from 0 up');
      expectMisfit({ ...native, positive: none, negative: side }, 'finite native counts from 0 up');
    },
  );

  it('refuses buckets that hold more or fewer observations than the count', () => {
    expectMisfit(native, 'native buckets that hold 3 observations, got 2', { count: 3 });
    expectMisfit(native, 'native buckets that hold 1 observations, got 2', { count: 1 });
    const negative = { indexes: [0], counts: [4] };
    expectMisfit({ ...native, negative }, 'native buckets that hold 2 observations, got 6');
  });

  it('takes fewer where the sum says that some were NaN, which is in no bucket', () => {
    const [only] = familyOf('histogram', native, { count: 3, sum: NaN }).series;
    expect(only?.value).toMatchObject({ count: 3, native: { zeroCount: 1 } });
    expectMisfit(native, 'native buckets that hold at most 1 observations, got 2', {
      count: 1,
      sum: NaN,
    });
  });

  it('takes counts with a fraction, whatever they add up to', () => {
    const positive = { indexes: [4, 5], counts: [0.1, 0.2] };
    const given = { ...native, zeroCount: 0, positive };
    expect(familyOf('histogram', given, { count: 0.3 }).columns.native).toEqual([given]);
  });
});

describe('constantFamily, what it was given', () => {
  it('may be changed afterwards without changing the family', () => {
    const exemplar = { labels: { trace_id: 'a' }, value: 1.4, timestamp: 5 };
    const given = { ...native, positive: { indexes: [4], counts: [1] }, exemplars: [exemplar] };
    const family = familyOf('histogram', given);
    given.positive.indexes[0] = 9;
    exemplar.labels.trace_id = 'b';
    expect(family.columns.native).toMatchObject([
      { positive: { indexes: [4] }, exemplars: [{ labels: { trace_id: 'a' } }] },
    ]);
  });
});

describe('constantFamily, exemplars of native buckets', () => {
  it.each([[null], [5], ['x'], [{}]])('refuses %j in the place of a list', (exemplars) => {
    expectMisfit({ ...native, exemplars }, 'a list of native exemplars');
  });

  it('refuses one that is missing, and one without a time, which the format cannot carry', () => {
    const invalid = (message: string) => new MetricError('INVALID_VALUE', message, { metric: 'm' });
    expect(() => familyOf('histogram', { ...native, exemplars: [undefined] })).toThrow(
      invalid('m: an exemplar is undefined, expected { labels, value }.'),
    );
    const exemplars = [{ labels: {}, value: 1 }];
    expect(() => familyOf('histogram', { ...native, exemplars })).toThrow(
      invalid('m: an exemplar of native buckets has no timestamp, expected seconds of Unix time.'),
    );
  });
});
