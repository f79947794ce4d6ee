import { parse } from '@telltale/exposition';
import { constantFamily, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { roundTripProblems } from './round-trip.ts';

const value = { count: 2, sum: 3, buckets: [{ upperBound: 1, count: 1 }] };

const everyType: readonly MetricFamily[] = [
  constantFamily({
    name: 'jobs_total',
    help: 'J.',
    type: 'counter',
    labelNames: ['q'],
    series: [{ labels: { q: 'a"\\\n' }, value: 2, startTimestamp: 1 }],
  }),
  constantFamily({ name: 'heat', help: 'H.', type: 'gauge', series: [{ value: -Infinity }] }),
  constantFamily({ name: 'wait', help: 'W.', type: 'histogram', series: [{ value }] }),
  constantFamily({ name: 'size', help: 'S.', type: 'gaugehistogram', series: [{ value }] }),
  constantFamily({
    name: 'rtt',
    help: 'R.',
    type: 'summary',
    series: [{ value: { count: 0, sum: 0, quantiles: [{ quantile: 0.5, value: NaN }] } }],
  }),
  constantFamily({ name: 'build', help: 'B.', type: 'info', series: [{ value: 1 }] }),
  constantFamily({
    name: 'mode',
    help: 'M.',
    type: 'stateset',
    series: [{ value: { states: { on: true, off: false } } }],
  }),
  constantFamily({ name: 'http.odd', help: 'O.', type: 'unknown', series: [{ value: 0.1 }] }),
];

describe('roundTripProblems', () => {
  it('finds nothing wrong with any type of metric', () => {
    expect(roundTripProblems(everyType)).toEqual([]);
    expect(roundTripProblems([])).toEqual([]);
  });

  it('finds samples that two metrics share', () => {
    const histogram = constantFamily({
      name: 'wait',
      help: 'W.',
      type: 'histogram',
      series: [{ value }],
    });
    const gauge = constantFamily({
      name: 'wait_count',
      help: 'W.',
      type: 'gauge',
      series: [{ value: 7 }],
    });
    expect(roundTripProblems([histogram, gauge])).toEqual([
      {
        metric: 'wait',
        message:
          'the page in openmetrics does not have the sample wait_bucket{le="1"}, and 3 more like this',
      },
      {
        metric: 'wait_count',
        message: 'the page in openmetrics does not have the sample wait_count',
      },
    ]);
  });

  it('takes the _total that OpenMetrics adds to a counter for what it is', () => {
    const series = [{ value: 3 }];
    const bare = constantFamily({ name: 'jobs', help: 'J.', type: 'counter', series });
    const full = constantFamily({ name: 'jobs_total', help: 'J.', type: 'counter', series });
    expect(roundTripProblems([bare])).toEqual([]);
    expect(roundTripProblems([bare, full])).toEqual([]);
  });

  it('names the family that makes a page that cannot be read', () => {
    const good = constantFamily({
      name: 'heat',
      help: 'H.',
      type: 'gauge',
      series: [{ value: 1 }],
    });
    const broken: MetricFamily = {
      name: 'odd',
      help: 'O.',
      type: 'gauge',
      labelNames: ['a'],
      columns: { ...good.columns, labelValues: [['x']], seriesLabelNames: [['']] },
      series: [],
      snapshot: () => broken,
    };
    const problems = roundTripProblems([good, broken]);
    expect(problems.length).toBeGreaterThan(0);
    for (const { metric, message } of problems) {
      expect(metric).toBe('odd');
      expect(message).toMatch(/^the page in \w+ cannot be read back: /);
    }
  });

  const negative = { count: 2, sum: -3, buckets: [{ upperBound: 1, count: 2 }] };
  const native = {
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { indexes: [], counts: [] },
    negative: { indexes: [1], counts: [2] },
  };
  const quantiles = [{ quantile: 0.5, value: -1 }];
  const below = [{ upperBound: -1, count: 1 }];

  it.each([
    ['a histogram with a negative sum', 'histogram', negative],
    ['a histogram with a negative bound', 'histogram', { count: 2, sum: 1, buckets: below }],
    ['a histogram whose sum is NaN', 'histogram', { ...negative, sum: NaN }],
    ['a native histogram with a negative sum', 'histogram', { ...negative, buckets: [], native }],
    ['both kinds of histogram in one', 'histogram', { ...negative, native }],
    ['a gauge histogram with a negative sum', 'gaugehistogram', negative],
    ['a gauge histogram with both', 'gaugehistogram', { ...negative, buckets: below }],
    ['a summary with negative quantiles', 'summary', { count: 2, sum: -3, quantiles }],
    ['a summary with a negative quantile', 'summary', { count: 2, sum: 3, quantiles }],
    ['a summary whose sum is NaN', 'summary', { count: 2, sum: NaN, quantiles: [] }],
  ] as const)('does not ask for what OpenMetrics has to leave out of %s', (_, type, odd) => {
    const series = [{ value: odd }];
    const family = constantFamily({ name: 'delta', help: 'D.', type, series });
    expect(roundTripProblems([family])).toEqual([]);
  });

  it('does not ask for the sum of a histogram that was read without its count', () => {
    const page = '# TYPE h histogram\nh_bucket{le="+Inf"} 2\nh_sum 3\n';
    expect(roundTripProblems(parse(page, { contentType: 'text/plain' }))).toEqual([]);
  });

  it('asks for all that is left of them, in each format', () => {
    const family = (type: 'histogram' | 'gauge', name: string): MetricFamily =>
      constantFamily({
        name,
        help: 'D.',
        type,
        series: [{ value: type === 'gauge' ? 7 : negative }],
      });
    const messages = roundTripProblems([family('histogram', 'd'), family('gauge', 'd_bucket')])
      .filter(({ metric }) => metric === 'd')
      .map(({ message }) => message);
    expect(messages).toEqual([
      'the page in openmetrics does not have the sample d_bucket{le="1"}, and 1 more like this',
    ]);
  });
});
