import { describe, expect, it } from 'vitest';
import { constantFamily } from './constant-family.ts';
import { MetricError } from './errors.ts';
import type { MetricType } from './metric-type.ts';
import type { SeriesValue } from './metric-family.ts';

const misfit = (type: MetricType, expected: string): MetricError =>
  new MetricError(
    'INVALID_VALUE',
    `m: a value does not fit the type ${type}: expected ${expected}.`,
    {
      metric: 'm',
    },
  );

/** Makes a family `m` with one series for each value, labelled by number. */
function familyOf(type: MetricType, ...values: unknown[]) {
  const series = values.map((value, index) => ({
    labels: { n: index },
    value: value as SeriesValue,
  }));
  return constantFamily({ name: 'm', help: 'M.', type, labelNames: ['n'], series });
}

describe('constantFamily', () => {
  it('has the head and the series that it was given', () => {
    const family = constantFamily({
      name: 'disk_free_bytes',
      help: 'Free space.',
      type: 'gauge',
      unit: 'bytes',
      labelNames: ['device', 'ssd'],
      series: [
        { labels: { ssd: true, device: 'sda' }, value: 10 },
        { labels: { device: 7, ssd: false }, value: 20, startTimestamp: 5, timestamp: 6.5 },
      ],
    });
    expect(family).toMatchObject({
      name: 'disk_free_bytes',
      help: 'Free space.',
      type: 'gauge',
      unit: 'bytes',
      labelNames: ['device', 'ssd'],
    });
    expect([...family.series]).toEqual([
      { labels: { device: 'sda', ssd: 'true' }, value: 10 },
      { labels: { device: '7', ssd: 'false' }, value: 20, startTimestamp: 5, timestamp: 6.5 },
    ]);
  });

  it('reads the series anew for each who iterates, and gives itself as its snapshot', () => {
    const family = familyOf('gauge', 1, 2);
    expect([...family.series]).toEqual([...family.series]);
    expect([...family.series]).toHaveLength(2);
    expect(family.snapshot()).toBe(family);
  });

  it('takes a family without labels, without series, and with series from a generator', () => {
    const head = { name: 'up', help: 'Up.', type: 'gauge' } as const;
    expect([...constantFamily({ ...head, series: [{ value: 1 }] }).series]).toEqual([
      { labels: {}, value: 1 },
    ]);
    expect([...constantFamily({ ...head, series: [] }).series]).toEqual([]);
    function* generated() {
      yield { value: 1 };
    }
    expect([...constantFamily({ ...head, series: generated() }).series]).toHaveLength(1);
  });

  it('keeps nothing of what it was given: changing that afterwards has no effect', () => {
    const labels = { n: '0' };
    const labelNames = ['n'];
    const buckets = [{ upperBound: 1, count: 2 }];
    const value = { count: 3, sum: 4, buckets };
    const series = [{ labels, value }];
    const family = constantFamily({ name: 'm', help: 'M.', type: 'histogram', labelNames, series });
    labels.n = '1';
    labelNames.push('extra');
    buckets[0]!.count = 99;
    value.count = 99;
    series.push(...series);
    expect(family.labelNames).toEqual(['n']);
    expect([...family.series]).toEqual([
      {
        labels: { n: '0' },
        value: {
          count: 3,
          sum: 4,
          buckets: [
            { upperBound: 1, count: 2 },
            { upperBound: Infinity, count: 3 },
          ],
        },
      },
    ]);
  });

  it('keeps apart label values that would run together in one key', () => {
    const family = constantFamily({
      name: 'm',
      help: 'M.',
      type: 'gauge',
      labelNames: ['a', 'b'],
      series: [
        { labels: { a: 'x|y', b: 'z' }, value: 1 },
        { labels: { a: 'x', b: 'y|z' }, value: 2 },
      ],
    });
    expect([...family.series].map((one) => one.labels)).toEqual([
      { a: 'x|y', b: 'z' },
      { a: 'x', b: 'y|z' },
    ]);
  });

  it('keeps labels as a page can show them: half a surrogate pair as U+FFFD', () => {
    const [only] = constantFamily({
      name: 'm',
      help: 'M.',
      type: 'gauge',
      labelNames: ['a'],
      series: [{ labels: { a: 'x\ud800' }, value: 1 }],
    }).series;
    expect(only?.labels).toEqual({ a: 'x\ufffd' });
  });
});

describe('constantFamily, values by type', () => {
  it.each(['gauge', 'unknown'] as const)('%s: takes any number, NaN too', (type) => {
    const values = [0, -1.5, NaN, Infinity, -Infinity];
    expect([...familyOf(type, ...values).series].map((one) => one.value)).toEqual(values);
  });

  it('counter: takes numbers from 0 up', () => {
    const values = [0, 1.5, Infinity];
    expect([...familyOf('counter', ...values).series].map((one) => one.value)).toEqual(values);
    expect(() => familyOf('counter', -1)).toThrow(misfit('counter', 'a number from 0 up, got -1'));
    expect(() => familyOf('counter', NaN)).toThrow(
      misfit('counter', 'a number from 0 up, got NaN'),
    );
  });

  it('info: takes 1 only', () => {
    expect([...familyOf('info', 1).series].map((one) => one.value)).toEqual([1]);
    expect(() => familyOf('info', 2)).toThrow(misfit('info', 'the number 1'));
  });

  it.each(['counter', 'gauge', 'unknown'] as const)('%s: refuses what is not a number', (type) => {
    for (const value of ['1', '', null, undefined, {}, { count: 1, sum: 1, buckets: [] }]) {
      expect(() => familyOf(type, value)).toThrow(misfit(type, 'a number'));
    }
  });

  it.each(['histogram', 'gaugehistogram'] as const)(
    '%s: adds the +Inf bucket where it is left out',
    (type) => {
      const buckets = [
        { upperBound: -1, count: 1 },
        { upperBound: 2, count: 3 },
      ];
      const whole = { count: 4, sum: 5, buckets: [...buckets, { upperBound: Infinity, count: 4 }] };
      const family = familyOf(type, { count: 4, sum: 5, buckets }, whole);
      expect([...family.series].map((one) => one.value)).toEqual([whole, whole]);
    },
  );

  it.each(['histogram', 'gaugehistogram'] as const)('%s: takes one without buckets', (type) => {
    const [only] = familyOf(type, { count: 4, sum: NaN, buckets: [] }).series;
    expect(only?.value).toEqual({
      count: 4,
      sum: NaN,
      buckets: [{ upperBound: Infinity, count: 4 }],
    });
  });

  it.each([
    ['a number', 1, '{ count, sum, buckets }'],
    ['null', null, '{ count, sum, buckets }'],
    ['no sum', { count: 1, buckets: [] }, '{ count, sum, buckets }'],
    ['a count that is text', { count: '1', sum: 1, buckets: [] }, '{ count, sum, buckets }'],
    ['a summary', { count: 1, sum: 1, quantiles: [] }, '{ count, sum, buckets }'],
  ])('histogram: refuses %s', (_, value, expected) => {
    expect(() => familyOf('histogram', value)).toThrow(misfit('histogram', expected));
  });

  it.each([
    [
      'bounds that do not ascend',
      [
        [2, 1],
        [1, 2],
      ],
      3,
      'bucket bounds that ascend',
    ],
    [
      'a bound twice',
      [
        [1, 1],
        [1, 2],
      ],
      3,
      'bucket bounds that ascend',
    ],
    ['a bound of NaN', [[NaN, 1]], 3, 'bucket bounds that ascend'],
    ['a bound of -Infinity', [[-Infinity, 1]], 3, 'bucket bounds that ascend'],
    [
      'counts that are not cumulative',
      [
        [1, 2],
        [2, 1],
      ],
      3,
      'cumulative bucket counts',
    ],
    ['a negative count', [[1, -1]], 3, 'cumulative bucket counts'],
    ['a count of NaN', [[1, NaN]], 3, 'cumulative bucket counts'],
    [
      'a total below a bucket',
      [[1, 2]],
      1,
      'a count equal to its +Inf bucket and not below the other buckets',
    ],
    [
      'a total of NaN',
      [[1, 2]],
      NaN,
      'a count equal to its +Inf bucket and not below the other buckets',
    ],
    [
      'a total that is not the +Inf bucket',
      [[Infinity, 2]],
      3,
      'a count equal to its +Inf bucket and not below the other buckets',
    ],
  ])('histogram: refuses %s', (_, pairs, count, expected) => {
    const buckets = pairs.map(([upperBound, below]) => ({ upperBound, count: below }));
    expect(() => familyOf('histogram', { count, sum: 1, buckets })).toThrow(
      misfit('histogram', expected),
    );
  });

  it('histogram: refuses series that differ in their bounds', () => {
    const one = { count: 1, sum: 1, buckets: [{ upperBound: 1, count: 1 }] };
    const other = { count: 1, sum: 1, buckets: [{ upperBound: 2, count: 1 }] };
    expect(() => familyOf('histogram', one, other)).toThrow(
      misfit('histogram', 'the same bucket bounds in each series'),
    );
  });

  it('summary: takes quantiles from 0 to 1, NaN where nothing was observed', () => {
    const value = {
      count: 0,
      sum: 0,
      quantiles: [
        { quantile: 0, value: NaN },
        { quantile: 0.5, value: NaN },
        { quantile: 1, value: 3 },
      ],
    };
    expect([...familyOf('summary', value).series].map((one) => one.value)).toEqual([value]);
    const bare = { count: 2, sum: 3, quantiles: [] };
    expect([...familyOf('summary', bare).series].map((one) => one.value)).toEqual([bare]);
  });

  it.each([
    ['below 0', [-0.1], 'quantiles from 0 to 1'],
    ['above 1', [1.1], 'quantiles from 0 to 1'],
    ['NaN', [NaN], 'quantiles from 0 to 1'],
    ['out of order', [0.9, 0.5], 'quantiles that ascend'],
    ['twice', [0.5, 0.5], 'quantiles that ascend'],
  ])('summary: refuses a quantile %s', (_, given, expected) => {
    const quantiles = given.map((quantile) => ({ quantile, value: 1 }));
    expect(() => familyOf('summary', { count: 1, sum: 1, quantiles })).toThrow(
      misfit('summary', expected),
    );
  });

  it('summary: refuses what is none, a count below 0, and series that differ in their quantiles', () => {
    const shape = misfit('summary', '{ count, sum, quantiles }');
    expect(() => familyOf('summary', 1)).toThrow(shape);
    expect(() => familyOf('summary', null)).toThrow(shape);
    expect(() => familyOf('summary', { count: 1, quantiles: [] })).toThrow(shape);
    expect(() => familyOf('summary', { count: -1, sum: 1, quantiles: [] })).toThrow(
      misfit('summary', 'a finite count from 0 up'),
    );
    const one = { count: 1, sum: 1, quantiles: [{ quantile: 0.5, value: 1 }] };
    const other = { count: 1, sum: 1, quantiles: [] };
    expect(() => familyOf('summary', one, other)).toThrow(
      misfit('summary', 'the same quantiles in each series'),
    );
  });

  it('stateset: takes states by name, in any order, in the order of the first series', () => {
    const family = familyOf(
      'stateset',
      { states: { idle: true, busy: false } },
      { states: { busy: true, idle: false } },
    );
    expect(family.columns.states).toEqual(['idle', 'busy']);
    expect([...family.series].map((one) => one.value)).toEqual([
      { states: { idle: true, busy: false } },
      { states: { idle: false, busy: true } },
    ]);
  });

  it('stateset: refuses what is none, and series that differ in their states', () => {
    const shape = misfit('stateset', '{ states }');
    expect(() => familyOf('stateset', 1)).toThrow(shape);
    expect(() => familyOf('stateset', null)).toThrow(shape);
    expect(() => familyOf('stateset', { states: null })).toThrow(shape);
    const same = misfit('stateset', 'the same states in each series');
    expect(() => familyOf('stateset', { states: { a: true } }, { states: { b: true } })).toThrow(
      same,
    );
    expect(() => familyOf('stateset', { states: { a: true } }, { states: {} })).toThrow(same);
    expect(() =>
      familyOf('stateset', { states: { a: true } }, { states: { a: true, b: true } }),
    ).toThrow(same);
  });
});

describe('constantFamily, what it is made of', () => {
  const base = { name: 'm', help: 'M.', type: 'gauge', labelNames: ['a', 'b'] } as const;

  it('refuses a name, a type, a help text, a unit and label names that cannot be', () => {
    const make = (options: object) => () => constantFamily({ ...base, series: [], ...options });
    const code = (value: MetricError['code']): unknown => expect.objectContaining({ code: value });
    expect(make({ name: '' })).toThrow(code('INVALID_NAME'));
    expect(make({ type: 'guage' })).toThrow(code('INVALID_OPTION'));
    expect(make({ help: undefined })).toThrow(code('INVALID_OPTION'));
    expect(make({ unit: 'bytes' })).toThrow(code('INVALID_OPTION'));
    expect(make({ labelNames: ['__name__'] })).toThrow(code('INVALID_LABEL_NAME'));
    expect(make({ type: 'histogram', labelNames: ['le'] })).toThrow(code('INVALID_LABEL_NAME'));
    expect(make({ type: 'stateset', labelNames: ['m'] })).toThrow(code('INVALID_LABEL_NAME'));
  });

  it.each([
    ['missing', { a: '1' }, 'a'],
    ['misspelt', { a: '1', c: '2' }, 'a, c'],
    ['too many', { a: '1', b: '2', c: '3' }, 'a, b, c'],
    ['inherited', Object.create({ a: '1', b: '2' }) as object, ''],
    ['all left out', undefined, ''],
  ])('refuses labels of which one is %s', (_, labels, got) => {
    const series = [{ value: 1, labels: labels as { a: string; b: string } }];
    expect(() => constantFamily({ ...base, series })).toThrow(
      new MetricError(
        'INVALID_LABELS',
        `m: a series has the labels {${got}}, expected {a, b}. ` +
          'Give each series every label name of its family and no other.',
        { metric: 'm' },
      ),
    );
  });

  it('refuses a label that is undefined rather than write it as text', () => {
    const labels = { a: '1', b: undefined as unknown as string };
    expect(() => constantFamily({ ...base, series: [{ labels, value: 1 }] })).toThrow(
      new MetricError(
        'INVALID_LABELS',
        'm: label "b" is undefined, expected a string, number or boolean.',
        { metric: 'm' },
      ),
    );
  });
});
