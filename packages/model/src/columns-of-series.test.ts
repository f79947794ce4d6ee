import { describe, expect, it } from 'vitest';
import { ColumnFamily } from './column-family.ts';
import { columnsOfSeries } from './columns-of-series.ts';
import { columnsOf } from './columns-of.ts';
import { constantFamily } from './constant-family.ts';
import type { FamilyColumns } from './family-columns.ts';
import type { MetricFamily, Series } from './metric-family.ts';
import type { MetricType } from './metric-type.ts';

/** The columns of series of a family `m`. */
function laidOut(
  type: MetricType,
  labelNames: readonly string[],
  series: readonly Series[],
): FamilyColumns {
  return columnsOfSeries({ name: 'm', help: 'M.', type, labelNames }, series);
}

describe('columnsOf', () => {
  it('gives the columns that a family has, as they are', () => {
    const family = constantFamily({ name: 'm', help: 'M.', type: 'gauge', series: [{ value: 1 }] });
    expect(columnsOf(family)).toBe(family.columns);
  });

  it('refuses a family that was written by hand', () => {
    const family = { name: 'm', help: 'M.', type: 'gauge', labelNames: [], series: [] };
    expect(() => columnsOf(family as unknown as MetricFamily)).toThrow(
      '"m" is neither a metric nor made by constantFamily().',
    );
  });
});

describe('columnsOfSeries', () => {
  it('lays series out in rows', () => {
    const columns = laidOut(
      'gauge',
      ['a', 'b'],
      [
        { labels: { b: '2', a: '1' }, value: 5 },
        { labels: { a: '3', b: '4' }, value: NaN, timestamp: 9 },
      ],
    );
    expect(columns).toMatchObject({
      size: 2,
      width: 1,
      values: Float64Array.of(5, NaN),
      labelValues: [
        ['1', '2'],
        ['3', '4'],
      ],
      timestamps: Float64Array.of(NaN, 9),
    });
    expect(columns.startTimestamps).toBeUndefined();
    expect(columns.seriesLabelNames).toBeUndefined();
  });

  it('keeps the label names of each series where they are not those of the family', () => {
    const columns = laidOut(
      'gauge',
      ['a', 'b'],
      [
        { labels: { b: '2' }, value: 1 },
        { labels: { c: '3', a: '1', b: '2' }, value: 2 },
      ],
    );
    expect(columns.seriesLabelNames).toEqual([['b'], ['a', 'b', 'c']]);
    expect(columns.labelValues).toEqual([['2'], ['1', '2', '3']]);
  });

  it('counts buckets one by one, as rows hold them, and reads them back cumulative', () => {
    const value = {
      count: 6,
      sum: 7,
      buckets: [
        { upperBound: 1, count: 2 },
        { upperBound: 5, count: 5 },
        { upperBound: Infinity, count: 6 },
      ],
    };
    const columns = laidOut('histogram', [], [{ labels: {}, value, startTimestamp: 3 }]);
    expect(columns).toMatchObject({
      width: 4,
      bounds: [1, 5],
      values: Float64Array.of(2, 3, 1, 7),
      startTimestamps: Float64Array.of(3),
    });
    expect([
      ...new ColumnFamily({ name: 'm', help: 'M.', type: 'histogram', labelNames: [] }, columns)
        .series,
    ]).toEqual([{ labels: {}, value, startTimestamp: 3 }]);
  });

  it('keeps a label that is called as a property of every object is', () => {
    const labels = Object.fromEntries([['constructor', 'a']]);
    const columns = laidOut('gauge', ['constructor'], [{ labels, value: 1 }]);
    const head = { name: 'm', help: 'M.', type: 'gauge', labelNames: ['constructor'] } as const;
    const [only] = new ColumnFamily(head, columns).series;
    expect(only?.labels).toEqual(labels);
  });

  it('keeps exemplars, and the native buckets of histograms', () => {
    const exemplar = { labels: { trace_id: 'a' }, value: 0.5, timestamp: 7 };
    const none = { indexes: [], counts: [] };
    const native = {
      schema: 0,
      zeroThreshold: 0.001,
      zeroCount: 0,
      positive: { indexes: [0], counts: [1] },
      negative: none,
    };
    const value = {
      count: 1,
      sum: 0.5,
      buckets: [
        { upperBound: 1, count: 1, exemplar },
        { upperBound: Infinity, count: 1 },
      ],
      native,
    };
    const columns = laidOut('histogram', [], [{ labels: {}, value }]);
    expect(columns.exemplars).toEqual([[exemplar, undefined]]);
    expect(columns.native).toEqual([native]);
    const head = { name: 'm', help: 'M.', type: 'histogram', labelNames: [] } as const;
    expect([...new ColumnFamily(head, columns).series]).toEqual([{ labels: {}, value }]);

    const counter = constantFamily({
      name: 'c_total',
      help: 'C.',
      type: 'counter',
      series: [{ value: 1, exemplar }],
    });
    expect([...counter.series]).toEqual([{ labels: {}, value: 1, exemplar }]);
    expect(laidOut('gauge', [], [{ labels: {}, value: 1 }]).exemplars).toBeUndefined();
  });
});
