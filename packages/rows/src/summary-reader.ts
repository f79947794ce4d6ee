import { addEach, type RowReader } from './row-reader.ts';
import type { SummaryRowMetric } from './row-metric.ts';

/** Reads summaries, from columns or from observations. */
export function summaryReader(metric: SummaryRowMetric): RowReader {
  const { observationColumn } = metric;
  return observationColumn === undefined
    ? columnReader(metric)
    : observationReader(observationColumn);
}

/** The quantiles and their columns, ascending. */
export function quantilesOf(
  columns: Readonly<Record<string, string>>,
): [quantile: number, column: string][] {
  return Object.entries(columns)
    .map(([quantile, column]): [number, string] => [Number(quantile), column])
    .sort(([a], [b]) => a - b);
}

function columnReader(metric: SummaryRowMetric): RowReader {
  const { countColumn = '', sumColumn = '' } = metric;
  const columns = quantilesOf(metric.quantileColumns ?? {});
  const quantiles = columns.map(([quantile]) => quantile);
  return {
    layout: { width: quantiles.length + 2, quantiles },
    columns: [...columns.map(([, column]) => column), countColumn, sumColumn],
    variants: [undefined],
    isObserving: false,
    zero: [...quantiles.map(() => NaN), 0, 0],
    read(row, _variant, cells) {
      const made: number[] = [];
      for (const [, column] of columns) {
        const value = cells.number(row, column);
        if (value === undefined) return undefined;
        made.push(value);
      }
      const count = cells.count(row, countColumn);
      const sum = count === undefined ? undefined : cells.number(row, sumColumn);
      return count === undefined || sum === undefined ? undefined : [...made, sum, count];
    },
    // The quantiles of two sets of observations say nothing of those of both.
    ...(quantiles.length === 0 ? { add: addEach } : {}),
  };
}

function observationReader(column: string): RowReader {
  return {
    layout: { width: 2, quantiles: [] },
    columns: [column],
    variants: [undefined],
    isObserving: true,
    zero: [0, 0],
    read(row, _variant, cells) {
      const value = cells.number(row, column);
      if (value === undefined) return undefined;
      if (Number.isNaN(value)) {
        cells.refuse(`column ${column} is NaN, expected a number`);
        return;
      }
      return [value, 1];
    },
    add: addEach,
  };
}
