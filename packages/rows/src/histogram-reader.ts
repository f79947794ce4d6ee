import { defaultBuckets } from '@telltale/metrics';
import { addEach, type RowReader } from './row-reader.ts';
import type { HistogramRowMetric } from './row-metric.ts';

/** Reads histograms, from columns of buckets or from observations. */
export function histogramReader(metric: HistogramRowMetric): RowReader {
  const { observationColumn } = metric;
  return observationColumn === undefined
    ? bucketReader(metric)
    : observationReader(observationColumn, metric.buckets ?? defaultBuckets);
}

/** The bounds and their columns, ascending, without `Infinity`: that bucket is the count. */
export function bucketsOf(
  columns: Readonly<Record<string, string>>,
): [bound: number, column: string][] {
  return Object.entries(columns)
    .map(([bound, column]): [number, string] => [
      Number(bound.replace(/^\+?inf$/i, 'Infinity')),
      column,
    ])
    .filter(([bound]) => bound !== Infinity)
    .sort(([a], [b]) => a - b);
}

function bucketReader(metric: HistogramRowMetric): RowReader {
  const buckets = bucketsOf(metric.bucketColumns ?? {});
  const { countColumn = '', sumColumn = '', cumulative = true } = metric;
  const bounds = buckets.map(([bound]) => bound);
  return {
    ...shape(bounds),
    columns: [...buckets.map(([, column]) => column), countColumn, sumColumn],
    isObserving: false,
    read(row, _variant, cells) {
      const made: number[] = [];
      let below = 0;
      for (const [bound, column] of buckets) {
        const count = cells.count(row, column);
        if (count === undefined) return undefined;
        if (cumulative && count < below) {
          const what = `the bucket up to ${bound} counts ${count}, less than the ${below} of the one below`;
          cells.refuse(what, 'Counts that are not cumulative need cumulative: false');
          return;
        }
        made.push(cumulative ? count - below : count);
        below = cumulative ? count : below + count;
      }
      const count = cells.count(row, countColumn);
      if (count === undefined) return undefined;
      if (count < below) {
        cells.refuse(`column ${countColumn} is ${count}, less than the ${below} in the buckets`);
        return;
      }
      const sum = cells.number(row, sumColumn);
      return sum === undefined ? undefined : [...made, count - below, sum];
    },
  };
}

function observationReader(column: string, bounds: readonly number[]): RowReader {
  return {
    ...shape(bounds),
    columns: [column],
    isObserving: true,
    read(row, _variant, cells) {
      const value = cells.number(row, column);
      if (value === undefined) return undefined;
      if (Number.isNaN(value)) {
        cells.refuse(`column ${column} is NaN, expected a number`);
        return;
      }
      const made = new Array<number>(bounds.length + 2).fill(0);
      const bucket = bounds.findIndex((bound) => value <= bound);
      made[bucket < 0 ? bounds.length : bucket] = 1;
      made[bounds.length + 1] = value;
      return made;
    },
  };
}

function shape(bounds: readonly number[]) {
  const width = bounds.length + 2;
  return {
    layout: { width, bounds },
    variants: [undefined],
    zero: new Array<number>(width).fill(0),
    add: addEach,
  } satisfies Partial<RowReader>;
}
