import { describe, expect, it } from 'vitest';
import { ColumnFamily } from './column-family.ts';
import { columnsOf } from './columns-of.ts';
import { constantFamily } from './constant-family.ts';
import type { MetricFamily, Series } from './metric-family.ts';
import type { MetricType } from './metric-type.ts';

/** A family as a user writes it by hand: an object with series, no columns. */
function written(type: MetricType, labelNames: readonly string[], series: Series[]): MetricFamily {
  return {
    name: 'm',
    help: 'M.',
    type,
    labelNames,
    series,
    snapshot() {
      return this;
    },
  };
}

describe('columnsOf', () => {
  it('gives the columns that a family has, as they are', () => {
    const family = constantFamily({ name: 'm', help: 'M.', type: 'gauge', series: [{ value: 1 }] });
    expect(columnsOf(family)).toBe(family.columns);
  });

  it('lays a family that was written by hand out in rows', () => {
    const columns = columnsOf(
      written(
        'gauge',
        ['a', 'b'],
        [
          { labels: { b: '2', a: '1' }, value: 5 },
          { labels: { a: '3', b: '4' }, value: NaN, timestamp: 9 },
        ],
      ),
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
    const columns = columnsOf(
      written(
        'gauge',
        ['a', 'b'],
        [
          { labels: { b: '2' }, value: 1 },
          { labels: { c: '3', a: '1', b: '2' }, value: 2 },
        ],
      ),
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
    const family = written('histogram', [], [{ labels: {}, value, startTimestamp: 3 }]);
    const columns = columnsOf(family);
    expect(columns).toMatchObject({
      width: 4,
      bounds: [1, 5],
      values: Float64Array.of(2, 3, 1, 7),
      startTimestamps: Float64Array.of(3),
    });
    expect([...new ColumnFamily(family, columns).series]).toEqual([
      { labels: {}, value, startTimestamp: 3 },
    ]);
  });

  it('keeps a label that is called as a property of every object is', () => {
    const labels = Object.fromEntries([['constructor', 'a']]);
    const family = written('gauge', ['constructor'], [{ labels, value: 1 }]);
    const [only] = new ColumnFamily(family, columnsOf(family)).series;
    expect(only?.labels).toEqual(labels);
  });
});
