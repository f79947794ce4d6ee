import { MetricError, type HistogramValue, type NativeHistogramValue } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Histogram, type HistogramOptions } from './histogram.ts';
import type { NativeOptions } from './native-options.ts';

const native = (options: NativeOptions = {}, buckets?: readonly number[]) =>
  new Histogram({ name: 'size', help: 'Size.', native: options, buckets });
const labelled = (options: NativeOptions = {}) =>
  new Histogram({ name: 'size', help: 'Size.', labelNames: ['queue'], native: options });
const values = (histogram: Pick<Histogram, 'snapshot'>) =>
  [...histogram.snapshot().series].map(({ value }) => value as HistogramValue);
const valueOf = (histogram: Histogram) => values(histogram)[0] as HistogramValue;
const nativeOf = (histogram: Histogram) => valueOf(histogram).native as NativeHistogramValue;
const start = (histogram: Histogram) => [...histogram.snapshot().series][0]?.startTimestamp;

const none = { indexes: [], counts: [] };
/** Observes 2, 4, 8, … of which each is a bucket of its own in all resolutions from schema 0 up. */
const observePowers = (histogram: Histogram, from: number, to: number): void => {
  for (let power = from; power <= to; power++) histogram.observe(2 ** power);
};

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a native histogram', () => {
  it('starts with the schema of factor 1.1, a zero threshold of 2^-128 and no bucket', () => {
    expect(valueOf(native())).toEqual({
      count: 0,
      sum: 0,
      buckets: [{ upperBound: Infinity, count: 0 }],
      native: {
        schema: 3,
        zeroThreshold: 2 ** -128,
        zeroCount: 0,
        positive: none,
        negative: none,
      },
    });
  });

  it('counts in buckets by sign, and near 0 in the zero bucket', () => {
    const histogram = native({ factor: 2, zeroThreshold: 0.5 });
    for (const value of [0, -0, 0.5, -0.5, 0.25, 0.51, 1, 1.5, 2, 3, -1, -1.5, -100]) {
      histogram.observe(value);
    }
    expect(nativeOf(histogram)).toEqual({
      schema: 0,
      zeroThreshold: 0.5,
      zeroCount: 5,
      positive: { indexes: [0, 1, 2], counts: [2, 2, 1] },
      negative: { indexes: [0, 1, 7], counts: [1, 1, 1] },
    });
    expect(valueOf(histogram).count).toBe(13);
  });

  it('has buckets for the ends of what a double holds', () => {
    const histogram = native({ factor: 2, zeroThreshold: 0 });
    for (const value of [Number.MIN_VALUE, Number.MAX_VALUE, Infinity]) {
      histogram.observe(value);
      histogram.observe(-value, { count: 2 });
    }
    histogram.observe(0, { count: 5 });
    const indexes = [-1074, 1024, 1025];
    expect(nativeOf(histogram)).toEqual({
      schema: 0,
      zeroThreshold: 0,
      zeroCount: 5,
      positive: { indexes, counts: [1, 1, 1] },
      negative: { indexes, counts: [2, 2, 2] },
    });
    expect(valueOf(histogram).sum).toBeNaN();
  });

  it('takes labels first, or writes through a handle, and adds count observations at once', () => {
    const histogram = labelled({ factor: 2 });
    const handle = histogram.labels('mail');
    handle.observe(2, { count: 3 });
    handle.observe(4, { count: 0 });
    histogram.observe({ queue: 'mail' }, 2);
    histogram.observe({ queue: 'sms' }, 8, { count: 2 });
    expect(values(histogram).map((value) => [value.count, value.sum, value.native])).toEqual([
      [4, 8, expect.objectContaining({ positive: { indexes: [1], counts: [4] } })],
      [2, 16, expect.objectContaining({ positive: { indexes: [3], counts: [2] } })],
    ]);
  });

  it('has no bounds but Infinity, which is what text shows', () => {
    const histogram = native();
    histogram.observe(3);
    expect(histogram.snapshot().columns.bounds).toEqual([]);
    expect(valueOf(histogram).buckets).toEqual([{ upperBound: Infinity, count: 1 }]);
  });

  it('can be classic as well, with the same observations in both', () => {
    const histogram = native({ factor: 2 }, [1, 4]);
    for (const value of [0.5, 2, 3, 100]) histogram.observe(value);
    expect(valueOf(histogram)).toEqual({
      count: 4,
      sum: 105.5,
      buckets: [
        { upperBound: 1, count: 1 },
        { upperBound: 4, count: 3 },
        { upperBound: Infinity, count: 4 },
      ],
      native: {
        schema: 0,
        zeroThreshold: 2 ** -128,
        zeroCount: 0,
        positive: { indexes: [-1, 1, 2, 7], counts: [1, 1, 1, 1] },
        negative: none,
      },
    });
  });

  it('is not there where it was not asked for', () => {
    const histogram = new Histogram({ name: 'size', help: 'Size.' });
    expect(histogram.snapshot().columns.native).toBeUndefined();
    expect(valueOf(histogram)).not.toHaveProperty('native');
  });

  it('is copied into a snapshot: what comes later does not change it', () => {
    const histogram = native({ factor: 2 });
    histogram.observe(2);
    const family = histogram.snapshot();
    histogram.observe(2);
    histogram.reset();
    const [series] = family.series;
    expect((series?.value as HistogramValue).native?.positive).toEqual({
      indexes: [1],
      counts: [1],
    });
  });

  it('refuses NaN, as every histogram, and changes nothing', () => {
    const histogram = native();
    expect(() => histogram.observe(NaN)).toThrow('size: observe() got NaN, expected a number.');
    expect(valueOf(histogram)).toMatchObject({ count: 0, sum: 0, native: { zeroCount: 0 } });
  });
});

describe('a native histogram that is reset or removed', () => {
  it('is empty after reset, with its start moved', () => {
    const histogram = native({ factor: 2, maxBuckets: 2 });
    observePowers(histogram, 1, 9);
    histogram.observe(0);
    expect(nativeOf(histogram).schema).toBeLessThan(0);
    vi.advanceTimersByTime(5000);
    histogram.reset();
    expect(nativeOf(histogram)).toEqual({
      schema: 0,
      zeroThreshold: 2 ** -128,
      zeroCount: 0,
      positive: none,
      negative: none,
    });
    expect(start(histogram)).toBe(1005);
  });

  it('keeps the buckets of each series when another one is removed', () => {
    const histogram = labelled({ factor: 2 });
    for (const [queue, value] of [
      ['a', 2],
      ['b', 4],
      ['c', 8],
    ] as const) {
      histogram.observe({ queue }, value);
    }
    histogram.remove('a');
    expect(values(histogram).map((value) => [value.sum, value.native?.positive.indexes])).toEqual([
      [8, [3]],
      [4, [2]],
    ]);
  });

  it('is made anew by kept handles, which then all write to the same buckets', () => {
    const histogram = labelled({ factor: 2 });
    const kept = histogram.labels('mail');
    kept.observe(2);
    histogram.remove('mail');
    const second = histogram.labels('mail');
    kept.observe(4);
    second.observe(8);
    expect(values(histogram)).toMatchObject([
      { count: 2, sum: 12, native: { positive: { indexes: [2, 3], counts: [1, 1] } } },
    ]);
    histogram.clear();
    kept.observe(16);
    second.observe(32);
    expect(values(histogram)).toMatchObject([
      { count: 2, sum: 48, native: { positive: { indexes: [4, 5], counts: [1, 1] } } },
    ]);
  });

  it('keeps to the limit also where kept handles write', () => {
    const histogram = labelled({ factor: 2, maxBuckets: 3, minResetInterval: 1000 });
    const kept = histogram.labels('mail');
    histogram.remove('mail');
    histogram.observe({ queue: 'mail' }, 2);
    for (let power = 2; power <= 4; power++) kept.observe(2 ** power);
    expect(values(histogram)).toMatchObject([{ count: 4, native: { schema: -1 } }]);
    vi.advanceTimersByTime(1000);
    kept.observe(64);
    expect(values(histogram)).toMatchObject([
      { count: 1, sum: 64, native: { schema: 0, positive: { indexes: [6], counts: [1] } } },
    ]);
  });
});

describe('the limit of native buckets', () => {
  it('is 160', () => {
    const histogram = native({ factor: 2, zeroThreshold: 0 });
    observePowers(histogram, 1, 80);
    for (let power = 1; power <= 80; power++) histogram.observe(-(2 ** power));
    expect(nativeOf(histogram)).toMatchObject({ schema: 0 });
    histogram.observe(0.5);
    expect(nativeOf(histogram).schema).toBe(-1);
  });

  it('can be none', () => {
    const histogram = native({ factor: 2, maxBuckets: Infinity });
    observePowers(histogram, -100, 1000);
    expect(nativeOf(histogram)).toMatchObject({ schema: 0 });
    expect(nativeOf(histogram).positive.indexes).toHaveLength(1101);
  });

  it('past it halves the resolution, and loses nothing', () => {
    const histogram = native({ factor: 2, maxBuckets: 4 });
    observePowers(histogram, 1, 4);
    expect(nativeOf(histogram)).toMatchObject({
      schema: 0,
      positive: { indexes: [1, 2, 3, 4], counts: [1, 1, 1, 1] },
    });
    observePowers(histogram, 5, 5);
    expect(nativeOf(histogram)).toMatchObject({
      schema: -1,
      zeroCount: 0,
      positive: { indexes: [1, 2, 3], counts: [2, 2, 1] },
    });
    observePowers(histogram, 6, 9);
    expect(nativeOf(histogram)).toMatchObject({
      schema: -2,
      positive: { indexes: [1, 2, 3], counts: [4, 4, 1] },
    });
    expect(start(histogram)).toBe(1000);
  });

  it('is given up where the coarsest resolution needs more', () => {
    const histogram = native({ factor: 65_536, maxBuckets: 1 });
    for (const value of [1, 1e10, 1e100, -1]) histogram.observe(value);
    expect(nativeOf(histogram)).toMatchObject({
      schema: -4,
      positive: { indexes: [0, 3, 21], counts: [1, 1, 1] },
      negative: { indexes: [0], counts: [1] },
    });
    expect(valueOf(histogram).count).toBe(4);
  });

  it('past it widens the zero bucket first, as far as it may', () => {
    const histogram = native({ factor: 2, maxBuckets: 3, maxZeroThreshold: 4 });
    for (const value of [2, -2, -4, 8]) histogram.observe(value);
    expect(nativeOf(histogram)).toEqual({
      schema: 0,
      zeroThreshold: 2,
      zeroCount: 2,
      positive: { indexes: [3], counts: [1] },
      negative: { indexes: [2], counts: [1] },
    });
    // Into the wider zero bucket, also at its bound.
    histogram.observe(2);
    histogram.observe(-1);
    expect(nativeOf(histogram)).toMatchObject({ zeroThreshold: 2, zeroCount: 4 });
    histogram.observe(16);
    histogram.observe(32);
    expect(nativeOf(histogram)).toEqual({
      schema: 0,
      zeroThreshold: 4,
      zeroCount: 5,
      positive: { indexes: [3, 4, 5], counts: [1, 1, 1] },
      negative: none,
    });
    // 8 is further than it may go.
    histogram.observe(64);
    expect(nativeOf(histogram)).toEqual({
      schema: -1,
      zeroThreshold: 4,
      zeroCount: 5,
      positive: { indexes: [2, 3], counts: [2, 2] },
      negative: none,
    });
  });

  it('past it begins anew with the observation, if the interval has passed', () => {
    const histogram = native(
      { factor: 2, maxBuckets: 3, maxZeroThreshold: 100, minResetInterval: 60_000 },
      [10],
    );
    observePowers(histogram, 1, 3);
    vi.advanceTimersByTime(60_000);
    histogram.observe(1024, { count: 2 });
    expect([...histogram.snapshot().series]).toEqual([
      {
        labels: {},
        value: {
          count: 2,
          sum: 2048,
          buckets: [
            { upperBound: 10, count: 0 },
            { upperBound: Infinity, count: 2 },
          ],
          native: {
            schema: 0,
            zeroThreshold: 2 ** -128,
            zeroCount: 0,
            positive: { indexes: [10], counts: [2] },
            negative: none,
          },
        },
        startTimestamp: 1060,
      },
    ]);
  });

  it('counts the interval from the last beginning', () => {
    const histogram = native({ factor: 2, maxBuckets: 2, minResetInterval: 1000 });
    vi.advanceTimersByTime(500);
    histogram.reset();
    vi.advanceTimersByTime(999);
    observePowers(histogram, 1, 3);
    expect(valueOf(histogram).count).toBe(3);
    expect(nativeOf(histogram).schema).toBe(-1);
    expect(start(histogram)).toBe(1000.5);
    // What was given up is had again as soon as the interval has passed.
    vi.advanceTimersByTime(1);
    observePowers(histogram, 4, 4);
    expect(valueOf(histogram).count).toBe(1);
    expect(nativeOf(histogram)).toMatchObject({ schema: 0, positive: { indexes: [4] } });
    expect(start(histogram)).toBe(1001.5);
    vi.advanceTimersByTime(999);
    observePowers(histogram, 5, 6);
    expect(valueOf(histogram).count).toBe(3);
    expect(nativeOf(histogram).schema).toBe(-1);
  });

  it('leaves a histogram that keeps to it alone for ever', () => {
    const histogram = native({ factor: 2, maxBuckets: 2, minResetInterval: 1000 });
    for (let hour = 0; hour < 5; hour++) {
      observePowers(histogram, 1, 2);
      vi.advanceTimersByTime(3_600_000);
    }
    expect(valueOf(histogram).count).toBe(10);
    expect(start(histogram)).toBe(1000);
  });

  it('begins anew once, not again for what was given up before', () => {
    const histogram = native({ factor: 2, maxBuckets: 2, minResetInterval: 1000 });
    observePowers(histogram, 1, 3);
    vi.advanceTimersByTime(1000);
    for (let second = 0; second < 5; second++) {
      observePowers(histogram, 1, 2);
      vi.advanceTimersByTime(1000);
    }
    expect(valueOf(histogram).count).toBe(10);
    expect(start(histogram)).toBe(1001);
  });

  it('begins only the series anew that is past it', () => {
    const histogram = labelled({ factor: 2, maxBuckets: 2, minResetInterval: 1000 });
    histogram.observe({ queue: 'sms' }, 1);
    vi.advanceTimersByTime(1000);
    for (const value of [1, 2, 4]) histogram.observe({ queue: 'mail' }, value);
    vi.advanceTimersByTime(1000);
    histogram.observe({ queue: 'mail' }, 8);
    expect(
      [...histogram.snapshot().series].map(({ labels, value, startTimestamp }) => [
        labels['queue'],
        (value as HistogramValue).count,
        startTimestamp,
      ]),
    ).toEqual([
      ['sms', 1, 1000],
      ['mail', 1, 1002],
    ]);
  });
});

describe('native options', () => {
  it('give the schema of the factor', () => {
    expect(nativeOf(native({ factor: 1.005 })).schema).toBe(8);
    expect(nativeOf(native({ factor: 1.1 })).schema).toBe(3);
    expect(nativeOf(native({ factor: 65_536 })).schema).toBe(-4);
  });

  it.each([
    [{ factor: 1 }, 'native.factor is 1, expected a number above 1, such as 1.1'],
    [{ zeroThreshold: -1 }, 'native.zeroThreshold is -1, expected a finite number from 0 up'],
    [{ zeroThreshold: NaN }, 'native.zeroThreshold is NaN, expected a finite number from 0 up'],
    [
      { zeroThreshold: Infinity },
      'native.zeroThreshold is Infinity, expected a finite number from 0 up',
    ],
    [
      { maxZeroThreshold: Infinity },
      'native.maxZeroThreshold is Infinity, expected a finite number from 0 up',
    ],
    [
      { maxZeroThreshold: '1' },
      'native.maxZeroThreshold is "1", expected a finite number from 0 up',
    ],
    [{ maxBuckets: 0 }, 'native.maxBuckets is 0, expected a number from 1 up'],
    [{ minResetInterval: 0 }, 'native.minResetInterval is 0, expected a number from 1 up'],
    [true, 'native is true, expected an object of options, such as { factor: 1.1 }'],
    [null, 'native is null, expected an object of options, such as { factor: 1.1 }'],
  ])('are refused as %o', (given, what) => {
    const options = { name: 'size', help: 'Size.', native: given } as HistogramOptions;
    expect(() => new Histogram(options)).toThrow(
      new MetricError('INVALID_OPTION', `size: ${what}.`, { metric: 'size' }),
    );
  });
});
