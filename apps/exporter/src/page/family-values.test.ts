import { constantFamily } from '@telltale/model';
import { expect, it } from 'vitest';
import { mostSeries, short, shownFamily } from './family-values.ts';

it('shows of a histogram how many observations there were, their sum and mean', () => {
  const family = constantFamily({
    name: 'took_seconds',
    help: 'Time.',
    type: 'histogram',
    unit: 'seconds',
    series: [
      {
        value: {
          count: 4,
          sum: 2,
          buckets: [
            { upperBound: 1, count: 3 },
            { upperBound: Infinity, count: 4 },
          ],
        },
      },
    ],
  });
  expect(shownFamily(family)).toEqual({
    name: 'took_seconds',
    type: 'histogram',
    help: 'Time.',
    unit: 'seconds',
    isGrowing: true,
    size: 1,
    series: [{ labels: {}, value: 4, details: 'sum 2, mean 0.5' }],
  });
});

it('shows of a summary its quantiles, and of a state set which states are on', () => {
  const summary = constantFamily({
    name: 's',
    help: 'S.',
    type: 'summary',
    series: [{ value: { count: 0, sum: 0, quantiles: [{ quantile: 0.5, value: NaN }] } }],
  });
  expect(shownFamily(summary).series).toEqual([
    { labels: {}, value: 0, details: 'sum 0, p50 NaN' },
  ]);
  const states = constantFamily({
    name: 'st',
    help: 'St.',
    type: 'stateset',
    series: [{ value: { states: { a: true, b: false, c: true } } }],
  });
  expect(shownFamily(states).series).toEqual([{ labels: {}, value: 2, details: 'a, c' }]);
});

it('shows the first series of many, and how many there are', () => {
  const family = constantFamily({
    name: 'many',
    help: 'Many.',
    type: 'gauge',
    labelNames: ['i'],
    series: Array.from({ length: 300 }, (_, i) => ({ labels: { i: String(i) }, value: i })),
  });
  const { size, series, isGrowing } = shownFamily(family);
  expect([size, series.length, isGrowing]).toEqual([300, mostSeries, false]);
});

it.each([
  [1234567, '1,234,567'],
  [1.23456789, '1.2346'],
  [0.00001234, '1.234e-5'],
  [2e20, '2.000e+20'],
  [NaN, 'NaN'],
  [-Infinity, '-Inf'],
])('writes %d as people read it', (value, text) => {
  expect(short(value)).toBe(text);
});
