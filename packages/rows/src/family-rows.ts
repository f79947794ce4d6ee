import type { MetricFamily } from '@telltale/model';
import { ColumnFamily, type FamilyHead } from '@telltale/model/internal';
import type { SeriesLayout } from './row-reader.ts';

/** One series that was made of a row. */
export interface RowSeries {
  readonly labelValues: readonly string[];
  readonly cells: number[];
  /** Unix time in seconds, `NaN` where it is not known. */
  timestamp: number;
  startTimestamp: number;
}

/** Lays series out as a family. Each of them was checked, and has labels that no other has. */
export function familyOfSeries(
  head: FamilyHead,
  layout: SeriesLayout,
  series: readonly RowSeries[],
): MetricFamily {
  const { width } = layout;
  const values = new Float64Array(series.length * width);
  series.forEach(({ cells }, row) => {
    values.set(cells, row * width);
  });
  const timestamps = timeColumn(series, ({ timestamp }) => timestamp);
  const startTimestamps = timeColumn(series, ({ startTimestamp }) => startTimestamp);
  return new ColumnFamily(head, {
    ...layout,
    isDistinct: true,
    size: series.length,
    values,
    labelValues: series.map(({ labelValues }) => labelValues),
    ...(timestamps && { timestamps }),
    ...(startTimestamps && { startTimestamps }),
  });
}

function timeColumn(
  series: readonly RowSeries[],
  read: (one: RowSeries) => number,
): Float64Array | undefined {
  return series.some((one) => !Number.isNaN(read(one)))
    ? Float64Array.from(series, read)
    : undefined;
}
