import type { FamilyColumns } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { appendRows } from './column-rows.ts';

const plain: FamilyColumns = {
  size: 1,
  width: 2,
  // Longer than the family: what lies beyond is not part of it.
  values: Float64Array.of(1, 2, 99, 99),
  labelValues: [['a'], ['beyond']],
};
const exemplar = { labels: { trace: '1' }, value: 4 };
const buckets = { indexes: [], counts: [] };
const native = {
  schema: 3,
  zeroThreshold: 0,
  zeroCount: 1,
  positive: buckets,
  negative: buckets,
};
const full: FamilyColumns = {
  size: 2,
  width: 2,
  values: Float64Array.of(3, 4, 5, 6),
  labelValues: [['b'], ['c', 'd']],
  seriesLabelNames: [['x'], ['x', 'y']],
  startTimestamps: Float64Array.of(10, 11),
  timestamps: Float64Array.of(20, 21),
  seriesShapes: [undefined, { noSum: true }],
  exemplars: [[exemplar], undefined],
  native: [undefined, native],
};

const empty: FamilyColumns = {
  size: 0,
  width: 7,
  values: new Float64Array(),
  labelValues: [],
};

describe('appendRows', () => {
  it('puts every column of both together, and fills what one of them has not', () => {
    expect(appendRows(plain, full, [0, 1], ['x'])).toEqual({
      size: 3,
      width: 2,
      values: Float64Array.of(1, 2, 3, 4, 5, 6),
      labelValues: [['a'], ['b'], ['c', 'd']],
      seriesLabelNames: [['x'], ['x'], ['x', 'y']],
      startTimestamps: Float64Array.of(NaN, 10, 11),
      timestamps: Float64Array.of(NaN, 20, 21),
      seriesShapes: [undefined, undefined, { noSum: true }],
      exemplars: [undefined, [exemplar], undefined],
      native: [undefined, undefined, native],
    });
  });

  it('leaves out a family without series, whatever its shape', () => {
    expect(appendRows(empty, full, [0, 1], ['x'])).toBe(full);
    expect(appendRows(full, empty, [], ['x'])).toBe(full);
  });

  it('takes only the rows that it is given, of every column', () => {
    const last = {
      size: 1,
      width: 2,
      values: Float64Array.of(5, 6),
      labelValues: [['c', 'd']],
      seriesLabelNames: [['x', 'y']],
      startTimestamps: Float64Array.of(11),
      timestamps: Float64Array.of(21),
      seriesShapes: [{ noSum: true }],
      exemplars: [undefined],
      native: [native],
    };
    expect(appendRows({ ...full, size: 0 }, full, [1], ['x'])).toEqual(last);
    expect(appendRows(empty, full, [1], ['x'])).toEqual(last);
    expect(appendRows(plain, full, [1], ['x'])).toMatchObject({
      size: 2,
      values: Float64Array.of(1, 2, 5, 6),
      labelValues: [['a'], ['c', 'd']],
      timestamps: Float64Array.of(NaN, 21),
    });
  });
});
