import { describe, expect, it } from 'vitest';
import type { FamilyColumns } from './family-columns.ts';
import { readRow, rowLayouts, type RowLayout } from './row-layout.ts';

const columnsOf = (rows: readonly number[][], more: Partial<FamilyColumns>): FamilyColumns => ({
  size: rows.length,
  width: Math.max(...rows.map((row) => row.length)),
  values: Float64Array.from(rows.flat()),
  labelValues: rows.map((_, row) => [String(row)]),
  ...more,
});

const layoutOf = (type: 'histogram' | 'gaugehistogram' | 'summary' | 'stateset'): RowLayout =>
  rowLayouts[type] ?? expect.fail(`${type} has no layout`);

describe('readRow', () => {
  it.each(['histogram', 'gaugehistogram'] as const)('adds up the buckets of a %s', (type) => {
    const columns = columnsOf(
      [
        [0, 0, 0, 0],
        [1, 2, 3, 7.5],
      ],
      { bounds: [0.1, 1] },
    );
    expect(readRow(layoutOf(type), columns, 1)).toEqual({
      keys: [0.1, 1, Infinity],
      cells: [1, 3, 6],
      sum: 7.5,
      count: 6,
    });
  });

  it('takes the quantiles, the sum and the count of a summary as they are', () => {
    const columns = columnsOf([[5, NaN, 12, 3]], { quantiles: [0.5, 0.9] });
    expect(readRow(layoutOf('summary'), columns, 0)).toEqual({
      keys: [0.5, 0.9],
      cells: [5, NaN],
      sum: 12,
      count: 3,
    });
  });

  it('takes the states of a state set as they are', () => {
    const columns = columnsOf([[0, 1]], { states: ['open', 'closed'] });
    expect(readRow(layoutOf('stateset'), columns, 0)).toMatchObject({
      keys: ['open', 'closed'],
      cells: [0, 1],
    });
  });

  it('lays a row out by its own shape where it has one', () => {
    const columns = columnsOf(
      [
        [1, 2, 3, 4],
        [5, 6, 2, 0],
      ],
      { bounds: [0.1, 1], seriesShapes: [undefined, { bounds: [8] }] },
    );
    const layout = layoutOf('histogram');
    expect(readRow(layout, columns, 0)).toMatchObject({ cells: [1, 3, 6], sum: 4 });
    expect(readRow(layout, columns, 1)).toEqual({
      keys: [8, Infinity],
      cells: [5, 11],
      sum: 2,
      count: 11,
    });
  });

  it('reads a histogram without bounds as one bucket', () => {
    const columns = columnsOf([[4, 2]], {});
    expect(readRow(layoutOf('histogram'), columns, 0)).toEqual({
      keys: [Infinity],
      cells: [4],
      sum: 2,
      count: 4,
    });
  });
});
