import { MetricError, type HistogramValue } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Histogram, type HistogramOptions } from './histogram.ts';

const plain = (buckets?: readonly number[]) =>
  new Histogram({ name: 'size', help: 'Size.', buckets });
const labelled = () =>
  new Histogram({ name: 'size', help: 'Size.', labelNames: ['queue'], buckets: [1] });
const shown = (histogram: Pick<Histogram, 'snapshot'>) =>
  [...histogram.snapshot().series].map(({ labels, value }) => ({ labels, value }));
const valueOf = (histogram: Histogram) => shown(histogram)[0]?.value as HistogramValue;

/** A value as `[bound, cumulative count]` pairs, which is how one thinks of it. */
const pairs = (histogram: Histogram) =>
  valueOf(histogram).buckets.map(({ upperBound, count }) => [upperBound, count]);

const empty = {
  count: 0,
  sum: 0,
  buckets: [
    { upperBound: 1, count: 0 },
    { upperBound: Infinity, count: 0 },
  ],
};

describe('Histogram > observe', () => {
  it('counts in buckets that are cumulative and inclusive', () => {
    const histogram = plain([1, 2]);
    for (const value of [0.5, 1, 1.0000001, 2, 3]) histogram.observe(value);
    expect(pairs(histogram)).toEqual([
      [1, 2],
      [2, 4],
      [Infinity, 5],
    ]);
    expect(valueOf(histogram)).toMatchObject({ count: 5, sum: 7.5000001 });
  });

  it('takes negative values and infinities', () => {
    const histogram = plain([0]);
    histogram.observe(-5);
    histogram.observe(-Infinity);
    expect(pairs(histogram)).toEqual([
      [0, 2],
      [Infinity, 2],
    ]);
    expect(valueOf(histogram).sum).toBe(-Infinity);
    const other = plain([0]);
    other.observe(Infinity);
    expect(pairs(other)).toEqual([
      [0, 0],
      [Infinity, 1],
    ]);
  });

  it('takes labels first, or writes through a handle, to the same series', () => {
    const histogram = labelled();
    histogram.observe({ queue: 'mail' }, 0.5);
    histogram.labels('mail').observe(2);
    histogram.labels({ queue: 'sms' }).observe(3);
    expect(shown(histogram)).toEqual([
      {
        labels: { queue: 'mail' },
        value: {
          count: 2,
          sum: 2.5,
          buckets: [
            { upperBound: 1, count: 1 },
            { upperBound: Infinity, count: 2 },
          ],
        },
      },
      {
        labels: { queue: 'sms' },
        value: {
          count: 1,
          sum: 3,
          buckets: [
            { upperBound: 1, count: 0 },
            { upperBound: Infinity, count: 1 },
          ],
        },
      },
    ]);
  });

  it('adds several observations of a value at once with count, in each form', () => {
    const histogram = labelled();
    histogram.observe({ queue: 'mail' }, 0.5, { count: 4 });
    histogram.labels('mail').observe(2, { count: 3 });
    expect(shown(histogram)[0]?.value).toEqual({
      count: 7,
      sum: 8,
      buckets: [
        { upperBound: 1, count: 4 },
        { upperBound: Infinity, count: 7 },
      ],
    });
    const other = plain([1]);
    other.observe(0.5, { count: 2 });
    other.observe(0.5, {});
    other.observe(0.5, { count: undefined });
    expect(valueOf(other)).toMatchObject({ count: 4, sum: 2 });
  });

  it('adds nothing with a count of 0, not even NaN for Infinity', () => {
    const histogram = plain([1]);
    histogram.observe(Infinity, { count: 0 });
    expect(valueOf(histogram)).toEqual(empty);
  });

  const invalid: readonly (readonly [unknown, string])[] = [
    [NaN, 'NaN'],
    ['', '""'],
    ['1', '"1"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'true'],
    [1n, '1'],
  ];
  const refusal = (got: string, remedy = ''): MetricError =>
    new MetricError('INVALID_VALUE', `size: observe() got ${got}, expected a number.${remedy}`, {
      metric: 'size',
    });

  it.each(invalid)('refuses %o on a metric without labels and changes nothing', (value, got) => {
    const histogram = plain([1]);
    expect(() => histogram.observe(value as number)).toThrow(refusal(got));
    expect(shown(histogram)).toEqual([{ labels: {}, value: empty }]);
  });

  it.each([...invalid, [{}, 'an object'], [[], 'an array']] as typeof invalid)(
    'refuses %o through a handle and changes nothing',
    (value, got) => {
      const histogram = labelled();
      const handle = histogram.labels('mail');
      expect(() => handle.observe(value as number)).toThrow(refusal(got));
      expect(shown(histogram)).toEqual([{ labels: { queue: 'mail' }, value: empty }]);
    },
  );

  it.each([...invalid, [{}, 'an object'], [[], 'an array']] as typeof invalid)(
    'refuses %o after labels and does not even make the series',
    (value, got) => {
      const histogram = labelled();
      expect(() => histogram.observe({ queue: 'mail' }, value as number)).toThrow(refusal(got));
      expect(shown(histogram)).toEqual([]);
    },
  );

  it('takes an object for a value on a metric without labels, and says what to do', () => {
    const observe = plain([1]);
    expect(() => observe.observe({ queue: 'mail' } as unknown as number)).toThrow(
      refusal('an object', ' It has no labelNames.'),
    );
  });

  it.each([
    [-1, '-1'],
    [1.5, '1.5'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['1', '"1"'],
    [null, 'null'],
    [2 ** 53, '9007199254740992'],
  ])('refuses a count of %o and changes nothing, in each form', (count, got) => {
    const problem = new MetricError(
      'INVALID_VALUE',
      `size: observe() got a count of ${got}, expected a whole number from 0 up.`,
      { metric: 'size' },
    );
    const options = { count: count as number };
    const histogram = plain([1]);
    expect(() => histogram.observe(1, options)).toThrow(problem);
    expect(shown(histogram)).toEqual([{ labels: {}, value: empty }]);
    const other = labelled();
    expect(() => other.observe({ queue: 'mail' }, 1, options)).toThrow(problem);
    expect(shown(other)).toEqual([]);
    const handle = other.labels('mail');
    expect(() => handle.observe(1, options)).toThrow(problem);
    expect(shown(other)).toEqual([{ labels: { queue: 'mail' }, value: empty }]);
  });

  it.each([1, null, undefined])('wants labels, not %o, where it has label names', (first) => {
    const histogram = labelled();
    const observe = histogram.observe.bind(histogram) as (...given: unknown[]) => void;
    expect(() => observe(first)).toThrow(
      new MetricError('INVALID_LABELS', 'size: expected labels {queue}, got none.', {
        metric: 'size',
      }),
    );
    expect(shown(histogram)).toEqual([]);
  });
});

describe('Histogram > buckets', () => {
  const bounds = (histogram: Histogram) => pairs(histogram).map(([bound]) => bound);

  it('are 5 ms to 10 s by default', () => {
    const latencies = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity];
    expect(bounds(plain())).toEqual(latencies);
  });

  it('may be unsorted', () => {
    const histogram = plain([5, 1, 10, 2]);
    histogram.observe(3);
    expect(pairs(histogram)).toEqual([
      [1, 0],
      [2, 0],
      [5, 1],
      [10, 1],
      [Infinity, 1],
    ]);
  });

  it('have one bucket up to Infinity, also where it is given', () => {
    expect(bounds(plain([1, Infinity]))).toEqual([1, Infinity]);
    expect(bounds(plain([Infinity]))).toEqual([Infinity]);
    expect(bounds(plain([]))).toEqual([Infinity]);
  });

  it('may be negative, and what lies above them is counted', () => {
    const histogram = plain([-1, -10]);
    for (const value of [-20, -10, -5, 0, 7]) histogram.observe(value);
    expect(pairs(histogram)).toEqual([
      [-10, 2],
      [-1, 3],
      [Infinity, 5],
    ]);
  });

  it('take -0 for 0', () => {
    expect(bounds(plain([-0]))).toEqual([0, Infinity]);
    expect(() => plain([0, -0])).toThrow('size: buckets holds 0 twice; keep one of them.');
  });

  it('are copied: changing the array afterwards has no effect', () => {
    const given = [1, 2];
    const histogram = plain(given);
    given.length = 0;
    histogram.observe(1.5);
    expect(pairs(histogram)).toEqual([
      [1, 0],
      [2, 1],
      [Infinity, 1],
    ]);
  });

  it.each([
    [[1, 2, 1], 'holds 1 twice; keep one of them'],
    [[NaN], 'holds NaN, expected numbers above -Infinity'],
    [[-Infinity], 'holds -Infinity, expected numbers above -Infinity'],
    [['1'], 'holds "1", expected numbers above -Infinity'],
    [[null], 'holds null, expected numbers above -Infinity'],
    [7, 'is 7, expected an array of upper bounds'],
    ['1,2', 'is "1,2", expected an array of upper bounds'],
  ])('are refused as %o', (buckets, what) => {
    const options = { name: 'size', help: 'Size.', buckets } as unknown as HistogramOptions;
    expect(() => new Histogram(options)).toThrow(
      new MetricError('INVALID_OPTION', `size: buckets ${what}.`, { metric: 'size' }),
    );
  });
});
