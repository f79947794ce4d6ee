import type { FamilyColumns } from './family-columns.ts';
import type { Labels } from './labels.ts';
import type { Metric } from './metric.ts';
import type { MetricFamily, Series, SeriesValue } from './metric-family.ts';
import type { MetricType } from './metric-type.ts';
import { readRow, rowLayouts } from './row-layout.ts';

/** What describes a family apart from its series. */
export type FamilyHead = Omit<Metric, 'snapshot'>;

/** Known to every copy of this package that a program may have. */
const mark = Symbol.for('@telltale/family');

/** A family whose series are read from columns, an object a series made only for whoever iterates. */
export class ColumnFamily implements MetricFamily {
  declare readonly name: string;
  declare readonly help: string;
  declare readonly type: MetricType;
  declare readonly unit?: string;
  declare readonly labelNames: readonly string[];
  declare readonly columns: FamilyColumns;
  declare readonly overflowed?: number;

  constructor(head: FamilyHead, columns: FamilyColumns, overflowed = 0) {
    this.name = head.name;
    this.help = head.help;
    this.type = head.type;
    if (head.unit !== undefined) this.unit = head.unit;
    this.labelNames = head.labelNames;
    this.columns = columns;
    if (overflowed > 0) this.overflowed = overflowed;
  }

  // A field would be copied with the others, and what is put together by hand from a family is not one.
  // eslint-disable-next-line @typescript-eslint/class-literal-property-style
  get [mark](): true {
    return true;
  }

  get series(): Iterable<Series> {
    return { [Symbol.iterator]: () => iterateSeries(this) };
  }

  snapshot(): MetricFamily {
    return this;
  }
}

/** Whether a family comes from an instrument, `constantFamily()` or a parser, which see to it that it can be shown. */
export function isColumnFamily(value: unknown): value is MetricFamily {
  return typeof value === 'object' && value !== null && mark in value;
}

function* iterateSeries(family: ColumnFamily): Generator<Series, void, undefined> {
  const { columns } = family;
  for (let row = 0; row < columns.size; row++) {
    const names = columns.seriesLabelNames?.[row] ?? family.labelNames;
    const series: { -readonly [Key in keyof Series]: Series[Key] } = {
      labels: labelsOf(names, columns.labelValues[row] ?? []),
      value: valueOf(family.type, columns, row),
    };
    const start = columns.startTimestamps?.[row];
    if (start !== undefined && !Number.isNaN(start)) series.startTimestamp = start;
    const timestamp = columns.timestamps?.[row];
    if (timestamp !== undefined && !Number.isNaN(timestamp)) series.timestamp = timestamp;
    const exemplar = family.type === 'counter' ? columns.exemplars?.[row]?.[0] : undefined;
    if (exemplar !== undefined) series.exemplar = exemplar;
    yield series;
  }
}

function labelsOf(names: readonly string[], values: readonly string[]): Labels {
  // fromEntries defines each label as an own property, also one that is called __proto__.
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function valueOf(type: MetricType, columns: FamilyColumns, row: number): SeriesValue {
  const layout = rowLayouts[type];
  if (layout === undefined) return columns.values[row * columns.width] ?? NaN;
  const { keys, cells, sum, count } = readRow(layout, columns, row);
  switch (layout.keys) {
    case 'bounds': {
      const exemplars = columns.exemplars?.[row];
      const native = columns.native?.[row];
      const buckets = cells.map((count, at) => {
        const exemplar = exemplars?.[at];
        return { upperBound: keys[at] as number, count, ...(exemplar && { exemplar }) };
      });
      return { count, sum, buckets, ...(native && { native }) };
    }
    case 'quantiles': {
      const quantiles = cells.map((value, at) => ({ quantile: keys[at] as number, value }));
      return { count, sum, quantiles };
    }
    case 'states': {
      const states = cells.map((value, at) => [keys[at], value === 1]);
      return { states: Object.fromEntries(states) as Record<string, boolean> };
    }
  }
}
