import { MetricError, type SummaryValue } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Summary, type SummaryOptions } from './summary.ts';

const plain = (options: Partial<SummaryOptions> = {}) =>
  new Summary({ name: 'size', help: 'Size.', quantiles: [0, 0.5, 1], ...options });
const labelled = (options: { maxSeries?: number } = {}) =>
  new Summary({ name: 'size', help: 'Size.', labelNames: ['queue'], quantiles: [1], ...options });
const shown = (summary: Pick<Summary, 'snapshot'>) =>
  [...summary.snapshot().series].map(({ labels, value }) => [
    labels['queue'],
    ...flat(value as SummaryValue),
  ]);
const flat = ({ count, sum, quantiles }: SummaryValue) => [
  count,
  sum,
  ...quantiles.map(({ value }) => value),
];
const only = (summary: Summary) => shown(summary)[0]?.slice(1);

/** Near enough for the default relative error. */
const about = (value: number): unknown => ({
  asymmetricMatch: (other: unknown) =>
    typeof other === 'number' && Math.abs(other / value - 1) <= 0.01 + 1e-12,
  toString: () => `about ${value}`,
});

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('Summary > observe', () => {
  it('shows NaN for each quantile where nothing was observed, and a count and sum of 0', () => {
    expect([...plain().snapshot().series]).toEqual([
      {
        labels: {},
        value: {
          count: 0,
          sum: 0,
          quantiles: [
            { quantile: 0, value: NaN },
            { quantile: 0.5, value: NaN },
            { quantile: 1, value: NaN },
          ],
        },
        startTimestamp: 1000,
      },
    ]);
  });

  it('shows the quantiles of what was observed, with count and sum', () => {
    const summary = plain();
    for (let value = 1; value <= 99; value++) summary.observe(value);
    expect(only(summary)).toEqual([99, 4950, about(1), about(50), about(99)]);
  });

  it('takes negative values, zeros and infinities', () => {
    const summary = plain({ quantiles: [0, 0.2, 0.4, 0.6, 0.8, 1] });
    for (const value of [-Infinity, -5, 0, 7, 1e300]) summary.observe(value);
    expect(only(summary)).toEqual([
      5,
      -Infinity,
      -Infinity,
      -Infinity,
      about(-5),
      0,
      about(7),
      about(1e300),
    ]);
    summary.observe(Infinity);
    expect(only(summary)?.slice(0, 2)).toEqual([6, NaN]);
    expect(only(summary)?.at(-1)).toBe(Infinity);
  });

  it('takes labels first, or writes through a handle, to the same series', () => {
    const summary = labelled();
    summary.observe({ queue: 'mail' }, 2);
    summary.labels('mail').observe(3);
    summary.labels({ queue: 'sms' }).observe(5);
    expect(shown(summary)).toEqual([
      ['mail', 2, 5, about(3)],
      ['sms', 1, 5, about(5)],
    ]);
  });

  it('adds several observations of a value at once with count, in each form', () => {
    const summary = labelled();
    summary.observe({ queue: 'mail' }, 2, { count: 3 });
    summary.labels('mail').observe(4, { count: 2 });
    summary.labels('mail').observe(4, {});
    expect(shown(summary)).toEqual([['mail', 6, 18, about(4)]]);
    const other = plain({ quantiles: [0.5, 0.75, 0.76] });
    other.observe(1, { count: 3 });
    other.observe(100, { count: 1 });
    expect(only(other)).toEqual([4, 103, about(1), about(1), about(100)]);
  });

  it('adds nothing with a count of 0, not even NaN for Infinity', () => {
    const summary = plain();
    summary.observe(Infinity, { count: 0 });
    expect(only(summary)).toEqual([0, 0, NaN, NaN, NaN]);
  });

  it('records seconds with startTimer and time', async () => {
    const summary = labelled();
    const stop = summary.startTimer({ queue: 'mail' });
    vi.advanceTimersByTime(1500);
    expect(stop()).toBe(1.5);
    summary.time({ queue: 'sms' }, () => vi.advanceTimersByTime(250));
    expect(await summary.labels('sms').time(async () => 'done')).toBe('done');
    expect(shown(summary)).toEqual([
      ['mail', 1, 1.5, about(1.5)],
      ['sms', 2, 0.25, about(0.25)],
    ]);
  });

  it.each([
    [NaN, 'NaN'],
    ['1', '"1"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{}, 'an object'],
  ])('refuses %o and changes nothing, in each form', (value, got) => {
    const refusal = (remedy = ''): MetricError =>
      new MetricError('INVALID_VALUE', `size: observe() got ${got}, expected a number.${remedy}`, {
        metric: 'size',
      });
    const summary = plain();
    expect(() => summary.observe(value as number)).toThrow(
      refusal(got === 'an object' ? ' It has no labelNames.' : ''),
    );
    expect(only(summary)).toEqual([0, 0, NaN, NaN, NaN]);
    const other = labelled();
    expect(() => other.observe({ queue: 'mail' }, value as number)).toThrow(refusal());
    expect(shown(other)).toEqual([]);
    const handle = other.labels('mail');
    expect(() => handle.observe(value as number)).toThrow(refusal());
    expect(shown(other)).toEqual([['mail', 0, 0, NaN]]);
  });

  it.each([
    [-1, '-1'],
    [1.5, '1.5'],
    [NaN, 'NaN'],
    ['2', '"2"'],
  ])('refuses a count of %o and changes nothing', (count, got) => {
    const summary = plain();
    expect(() => summary.observe(1, { count: count as number })).toThrow(
      new MetricError(
        'INVALID_VALUE',
        `size: observe() got a count of ${got}, expected a whole number from 0 up.`,
        { metric: 'size' },
      ),
    );
    expect(only(summary)).toEqual([0, 0, NaN, NaN, NaN]);
  });
});

describe('Summary > window', () => {
  it('forgets observations step by step, while count and sum go on', () => {
    const summary = plain({ maxAge: 5000, ageBuckets: 5, quantiles: [0, 1] });
    for (let second = 1; second <= 5; second++) {
      summary.observe(second);
      vi.advanceTimersByTime(1000);
    }
    // The step of the first second has just left the window.
    expect(only(summary)).toEqual([5, 15, about(2), about(5)]);
    vi.advanceTimersByTime(1999);
    expect(only(summary)).toEqual([5, 15, about(3), about(5)]);
    vi.advanceTimersByTime(1);
    expect(only(summary)).toEqual([5, 15, about(4), about(5)]);
    vi.advanceTimersByTime(2000);
    expect(only(summary)).toEqual([5, 15, NaN, NaN]);
  });

  it('is ten minutes long and moves every two by default', () => {
    const summary = new Summary({ name: 'size', help: 'Size.', quantiles: [1] });
    summary.observe(7);
    vi.advanceTimersByTime(599_999);
    expect(only(summary)).toEqual([1, 7, about(7)]);
    vi.advanceTimersByTime(1);
    expect(only(summary)).toEqual([1, 7, NaN]);
  });

  it('is empty after a long silence, and moves on as before', () => {
    const summary = plain({ maxAge: 5000, ageBuckets: 5, quantiles: [0, 1] });
    summary.observe(7);
    vi.advanceTimersByTime(1_000_000_300);
    expect(only(summary)).toEqual([1, 7, NaN, NaN]);
    summary.observe(8);
    vi.advanceTimersByTime(700);
    summary.observe(9);
    vi.advanceTimersByTime(3999);
    expect(only(summary)).toEqual([3, 24, about(8), about(9)]);
    vi.advanceTimersByTime(1);
    expect(only(summary)).toEqual([3, 24, about(9), about(9)]);
  });

  it('with one age bucket forgets all at once', () => {
    const summary = plain({ maxAge: 1000, ageBuckets: 1, quantiles: [0, 1] });
    summary.observe(7);
    vi.advanceTimersByTime(999);
    summary.observe(8);
    expect(only(summary)).toEqual([2, 15, about(7), about(8)]);
    vi.advanceTimersByTime(1);
    expect(only(summary)).toEqual([2, 15, NaN, NaN]);
  });

  it('does not stand still because the time of day was put back', () => {
    const summary = plain({ maxAge: 1000, quantiles: [1] });
    summary.observe(7);
    vi.setSystemTime(0);
    vi.advanceTimersByTime(1000);
    expect(only(summary)).toEqual([1, 7, NaN]);
  });

  it('is copied into a snapshot: what comes later does not change it', () => {
    const summary = plain({ quantiles: [1] });
    summary.observe(7);
    const family = summary.snapshot();
    summary.observe(100);
    vi.advanceTimersByTime(10_000_000);
    summary.snapshot();
    const [series] = family.series;
    expect(flat(series?.value as SummaryValue)).toEqual([1, 7, about(7)]);
  });
});

describe('Summary > series', () => {
  it('reset keeps them, empties the window and moves the start timestamp', () => {
    const summary = labelled();
    const handle = summary.labels('mail');
    handle.observe(7);
    summary.snapshot();
    vi.advanceTimersByTime(5000);
    summary.reset();
    expect(shown(summary)).toEqual([['mail', 0, 0, NaN]]);
    expect([...summary.snapshot().series][0]?.startTimestamp).toBe(1005);
    handle.observe(8);
    expect(shown(summary)).toEqual([['mail', 1, 8, about(8)]]);
  });

  it('keep their own quantiles when another one is removed', () => {
    const summary = labelled();
    for (const [queue, value] of [
      ['a', 1],
      ['b', 20],
      ['c', 300],
    ] as const) {
      summary.observe({ queue }, value);
    }
    summary.remove('a');
    expect(shown(summary)).toEqual([
      ['c', 1, 300, about(300)],
      ['b', 1, 20, about(20)],
    ]);
    summary.observe({ queue: 'c' }, 4000);
    expect(shown(summary)[0]).toEqual(['c', 2, 4300, about(4000)]);
  });

  it('are made anew by a kept handle, with nothing of what they were', () => {
    const summary = labelled();
    const handle = summary.labels('mail');
    handle.observe(1000);
    summary.remove('mail');
    handle.observe(2);
    expect(shown(summary)).toEqual([['mail', 1, 2, about(2)]]);
    summary.clear();
    handle.observe(3);
    expect(shown(summary)).toEqual([['mail', 1, 3, about(3)]]);
  });

  it('are written together by all handles that were ever given for them', () => {
    const summary = labelled();
    const first = summary.labels('mail');
    first.observe(1000);
    summary.remove('mail');
    const second = summary.labels('mail');
    first.observe(1);
    second.observe(2);
    expect(shown(summary)).toEqual([['mail', 2, 3, about(2)]]);
    summary.reset();
    first.observe(5);
    expect(shown(summary)).toEqual([['mail', 1, 5, about(5)]]);
    summary.clear();
    first.observe(7);
    second.observe(6);
    expect(shown(summary)).toEqual([['mail', 2, 13, about(7)]]);
  });

  it('run together in one past maxSeries, whose quantiles are those of all of them', () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const summary = labelled({ maxSeries: 1 });
    summary.observe({ queue: 'a' }, 1);
    summary.observe({ queue: 'b' }, 2);
    summary.labels('c').observe(3);
    expect(shown(summary)).toEqual([
      ['a', 1, 1, about(1)],
      ['__overflow__', 2, 5, about(3)],
    ]);
  });
});

describe('Summary > options', () => {
  it('show 0.5, 0.9 and 0.99 by default', () => {
    expect(new Summary({ name: 'size', help: 'Size.' }).snapshot().columns.quantiles).toEqual([
      0.5, 0.9, 0.99,
    ]);
  });

  it('take quantiles in any order, once, and -0 for 0', () => {
    const given = [1, 0.5, -0, 0.5];
    const summary = plain({ quantiles: given });
    given.length = 0;
    expect(summary.snapshot().columns.quantiles).toEqual([0, 0.5, 1]);
  });

  it('take no quantiles at all: a count and a sum', () => {
    const summary = plain({ quantiles: [] });
    summary.observe(3);
    expect(only(summary)).toEqual([1, 3]);
  });

  it('take a relative error', () => {
    const summary = plain({ quantiles: [0.5], relativeError: 0.000_001 });
    summary.observe(123.456);
    const value = only(summary)?.[2] as number;
    expect(Math.abs(value / 123.456 - 1)).toBeLessThanOrEqual(0.000_001 + 1e-12);
  });

  it.each([
    [{ quantiles: [1.5] }, 'quantiles is 1.5, expected numbers from 0 to 1'],
    [{ quantiles: [-0.1] }, 'quantiles is -0.1, expected numbers from 0 to 1'],
    [{ quantiles: [NaN] }, 'quantiles is NaN, expected numbers from 0 to 1'],
    [{ quantiles: ['0.5'] }, 'quantiles is "0.5", expected numbers from 0 to 1'],
    [{ quantiles: 0.5 }, 'quantiles is 0.5, expected an array of numbers from 0 to 1'],
    [{ maxAge: 0 }, 'maxAge is 0, expected milliseconds above 0'],
    [{ maxAge: Infinity }, 'maxAge is Infinity, expected milliseconds above 0'],
    [{ maxAge: '5s' }, 'maxAge is "5s", expected milliseconds above 0'],
    [{ ageBuckets: 0 }, 'ageBuckets is 0, expected a whole number from 1 up'],
    [{ ageBuckets: 1.5 }, 'ageBuckets is 1.5, expected a whole number from 1 up'],
    [{ relativeError: 0 }, 'relativeError is 0, expected a number from 0.000001 up and below 1'],
    [{ relativeError: 1 }, 'relativeError is 1, expected a number from 0.000001 up and below 1'],
    [
      { relativeError: null },
      'relativeError is null, expected a number from 0.000001 up and below 1',
    ],
  ])('are refused as %o', (options, what) => {
    expect(() => plain(options as Partial<SummaryOptions>)).toThrow(
      new MetricError('INVALID_OPTION', `size: ${what}.`, { metric: 'size' }),
    );
  });

  it('do not take the label name quantile', () => {
    const options = { name: 'size', help: 'Size.', labelNames: ['quantile'] } as const;
    expect(() => new Summary(options)).toThrow(
      new MetricError(
        'INVALID_LABEL_NAME',
        'size: label name "quantile" is reserved in a summary.',
        { metric: 'size' },
      ),
    );
  });
});
