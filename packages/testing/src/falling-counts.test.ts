import {
  constantFamily,
  type MetricFamily,
  type MetricType,
  type SeriesValue,
} from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { countsOf, fallenCounts } from './falling-counts.ts';

function family(type: MetricType, value: SeriesValue, startTimestamp?: number): MetricFamily {
  return constantFamily({
    name: 'x',
    help: 'X.',
    type,
    labelNames: ['a'],
    series: [{ labels: { a: '1' }, value, startTimestamp }],
  });
}

/** `gatheredAt`: when `before` was gathered, long after the start of any series here unless given. */
function fallen(before: MetricFamily, after: MetricFamily, gatheredAt = 1000): readonly string[] {
  return fallenCounts(countsOf(before), countsOf(after), gatheredAt);
}

const histogram = (below: number, count: number, sum: number): SeriesValue => ({
  count,
  sum,
  buckets: [{ upperBound: 1, count: below }],
});

describe('fallenCounts', () => {
  it('finds a counter that falls, but not one that begins anew', () => {
    const message = 'x{a="1"} fell from 5 to 3 without a later start timestamp';
    expect(fallen(family('counter', 5), family('counter', 3))).toEqual([message]);
    expect(fallen(family('counter', 5, 10), family('counter', 3, 10))).toEqual([message]);
    expect(fallen(family('counter', 5, 10), family('counter', 3))).toEqual([message]);
    expect(fallen(family('counter', 5, 10), family('counter', 3, 11))).toEqual([]);
    expect(fallen(family('counter', 5), family('counter', 3, 11))).toEqual([]);
    expect(fallen(family('counter', 5), family('counter', 5))).toEqual([]);
  });

  it('says nothing where the clock cannot tell a new start from the one before', () => {
    const [five, three] = [family('counter', 5, 10), family('counter', 3, 10)];
    const message = 'x{a="1"} fell from 5 to 3 without a later start timestamp';
    expect(fallen(five, three, 10)).toEqual([]);
    expect(fallen(five, three, 10.001)).toEqual([message]);
    // A clock that was set back after the series began.
    expect(fallen(five, family('counter', 3, 2), 2)).toEqual([]);
    expect(fallen(five, family('counter', 3, 2), 11)).toEqual([message]);
    // Without a start timestamp no clock has a say.
    expect(fallen(family('counter', 5), family('counter', 3), 10)).toEqual([message]);
    expect(fallen(five, family('counter', 3), 10)).toEqual([message]);
  });

  it('finds each count of a histogram that falls, but not its sum', () => {
    const first = family('histogram', histogram(3, 5, 9));
    expect(fallen(first, family('histogram', histogram(2, 4, 3)))).toEqual([
      'x_bucket{a="1",le="1"} fell from 3 to 2 without a later start timestamp',
      'x_bucket{a="1",le="+Inf"} fell from 5 to 4 without a later start timestamp',
      'x_count{a="1"} fell from 5 to 4 without a later start timestamp',
    ]);
    expect(fallen(first, family('histogram', histogram(3, 6, 3)))).toEqual([]);
  });

  it('finds the count of a summary that falls, but not its quantiles', () => {
    const summary = (count: number, value: number): MetricFamily =>
      family('summary', { count, sum: 1, quantiles: [{ quantile: 0.5, value }] });
    expect(fallen(summary(5, 9), summary(5, 2))).toEqual([]);
    expect(fallen(summary(5, 9), summary(4, 9))).toEqual([
      'x_count{a="1"} fell from 5 to 4 without a later start timestamp',
    ]);
  });

  it.each(['gauge', 'unknown'] as const)('lets a %s fall', (type) => {
    expect(fallen(family(type, 5), family(type, 3))).toEqual([]);
    expect(
      fallen(
        family('gaugehistogram', histogram(3, 5, 9)),
        family('gaugehistogram', histogram(1, 1, 1)),
      ),
    ).toEqual([]);
  });

  it('takes a series that is new for no fall', () => {
    expect(fallenCounts(new Map(), countsOf(family('counter', 0)), 1000)).toEqual([]);
    expect(fallenCounts(countsOf(family('counter', 1)), new Map(), 1000)).toEqual([]);
  });
});
