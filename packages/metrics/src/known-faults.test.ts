import type { HistogramValue, Metric, SummaryValue } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';
import { Summary } from './summary.ts';

const shown = (metric: Metric) =>
  [...metric.snapshot().series].map(({ labels, value }) => ({ labels, value }));

/** Each of these was found in a widely used client; the name of a test is the fault that must not be here. */
describe('faults of other libraries', () => {
  it('inc(NaN) poisons a counter for ever', () => {
    const counter = new Counter({ name: 'c_total', help: 'C.' });
    counter.inc(2);
    expect(() => counter.inc(NaN)).toThrow('c_total: inc() got NaN, expected a number from 0 up.');
    counter.inc();
    expect(shown(counter)).toEqual([{ labels: {}, value: 3 }]);
  });

  it("inc('') makes a counter a string", () => {
    const counter = new Counter({ name: 'c_total', help: 'C.' });
    expect(() => counter.inc('' as unknown as number)).toThrow(
      'c_total: inc() got "", expected a number from 0 up.',
    );
    counter.inc();
    expect(shown(counter)).toEqual([{ labels: {}, value: 1 }]);
  });

  it('a label value that is not a string is not escaped', () => {
    const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'] });
    const value = { toString: () => 'a"b' };
    expect(() => counter.inc({ a: value as unknown as string })).toThrow(
      'c_total: label "a" is an object, expected a string, number or boolean.',
    );
    counter.inc({ a: 1 });
    expect(shown(counter)).toEqual([{ labels: { a: '1' }, value: 1 }]);
  });

  it('undefined becomes the text undefined', () => {
    const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'] });
    const a = undefined as unknown as string;
    expect(() => counter.inc({ a })).toThrow('c_total: label "a" is undefined,');
    expect(() => counter.labels(a)).toThrow('c_total: label "a" is undefined,');
    expect(shown(counter)).toEqual([]);
  });

  it('a label object is kept by reference, so that changing it makes duplicate series', () => {
    const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'] });
    const labels = { a: '1' };
    counter.inc(labels);
    labels.a = '2';
    counter.inc(labels);
    expect(shown(counter)).toEqual([
      { labels: { a: '1' }, value: 1 },
      { labels: { a: '2' }, value: 1 },
    ]);
  });

  it("keys collide: {a:'x|y',b:'z'} and {a:'x',b:'y|z'} are one series", () => {
    const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a', 'b'] });
    const pairs = [
      { a: 'x|y', b: 'z' },
      { a: 'x', b: 'y|z' },
      { a: 'x,b:y', b: '' },
      { a: 'x', b: ',b:y' },
      { a: 'x\0', b: 'y' },
      { a: 'x', b: '\0y' },
    ];
    for (const labels of pairs) counter.inc(labels);
    expect(shown(counter)).toEqual(pairs.map((labels) => ({ labels, value: 1 })));
  });

  const bucketsOf = (histogram: Histogram) =>
    (shown(histogram)[0]?.value as HistogramValue).buckets.map(({ upperBound, count }) => [
      upperBound,
      count,
    ]);

  it('bounds are not sorted', () => {
    const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [10, 1] });
    histogram.observe(5);
    expect(bucketsOf(histogram)).toEqual([
      [1, 0],
      [10, 1],
      [Infinity, 1],
    ]);
  });

  it('an explicit Infinity bound gives two last buckets', () => {
    const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [1, Infinity] });
    histogram.observe(5);
    expect(bucketsOf(histogram)).toEqual([
      [1, 0],
      [Infinity, 1],
    ]);
  });

  it('a negative bound swallows the overflow', () => {
    const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [-1] });
    histogram.observe(-2);
    histogram.observe(5);
    expect(bucketsOf(histogram)).toEqual([
      [-1, 1],
      [Infinity, 2],
    ]);
  });

  it('reset() of an unlabelled histogram makes it vanish', () => {
    const histogram = new Histogram({ name: 'h', help: 'H.', buckets: [1] });
    histogram.observe(5);
    histogram.reset();
    expect(bucketsOf(histogram)).toEqual([
      [1, 0],
      [Infinity, 0],
    ]);
  });

  it('an empty quantile is 0', () => {
    const summary = new Summary({ name: 's', help: 'S.', quantiles: [0.5] });
    const quantiles = () => (shown(summary)[0]?.value as SummaryValue).quantiles;
    expect(quantiles()).toEqual([{ quantile: 0.5, value: NaN }]);
    summary.observe(5);
    summary.reset();
    expect(quantiles()).toEqual([{ quantile: 0.5, value: NaN }]);
  });
});
