import { addEach, type RowReader } from './row-reader.ts';
import type { ValueRowMetric } from './row-metric.ts';

/** Reads gauges and counters: a series for each column of values. */
export function valueReader(metric: ValueRowMetric): RowReader {
  const { type, valueLabel, staticValue } = metric;
  const values = metric.values ?? [];
  return {
    layout: { width: 1 },
    columns: values,
    variants: valueLabel === undefined ? [undefined] : values,
    isObserving: false,
    zero: [0],
    read(row, variant, cells) {
      const column = values[variant];
      const value = column === undefined ? staticValue : cells.number(row, column);
      if (value === undefined) return undefined;
      if (type === 'counter' && !(value >= 0)) {
        cells.refuse(
          `column ${column ?? ''} is ${value}, expected a total from 0 up`,
          'Make it a gauge if it can fall below 0',
        );
        return;
      }
      return [value];
    },
    add: addEach,
  };
}
