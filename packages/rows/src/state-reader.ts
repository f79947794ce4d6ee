import type { StateSetRowMetric } from './row-metric.ts';
import type { RowReader } from './row-reader.ts';

/** Reads infos: a row is all in its labels. */
export function infoReader(): RowReader {
  return {
    layout: { width: 1 },
    columns: [],
    variants: [undefined],
    isObserving: false,
    read: () => [1],
  };
}

/** Reads state sets. Several rows of the same labels, added up, are several states that are on. */
export function stateReader({ stateColumn, states }: StateSetRowMetric): RowReader {
  return {
    layout: { width: states.length, states },
    columns: [stateColumn],
    variants: [undefined],
    isObserving: false,
    zero: states.map(() => 0),
    read(row, _variant, cells) {
      const on = cells.state(row, stateColumn, states);
      return on === undefined ? undefined : states.map((state) => (state === on ? 1 : 0));
    },
    add(sum, cells) {
      cells.forEach((cell, at) => (sum[at] = Math.max(sum[at] ?? 0, cell)));
    },
  };
}
