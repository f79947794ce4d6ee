import type { FamilyColumns } from './family-columns.ts';
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
  return (value as { readonly [mark]?: true } | null | undefined)?.[mark] === true;
}

function* iterateSeries(family: ColumnFamily): Generator<Series, void, undefined> {
  const { columns } = family;
  for (let row = 0; row < columns.size; row++) {
    const names = columns.seriesLabelNames?.[row] ?? family.labelNames;
    const values = columns.labelValues.at(row) as readonly string[];
    const series: { -readonly [Key in keyof Series]: Series[Key] } = {
      // fromEntries defines each label as an own property, also one that is called __proto__.
      labels: Object.fromEntries(names.map((name, at) => [name, values[at] as string])),
      value: valueOf(family.type, columns, row),
    };
    const start = columns.startTimestamps?.[row];
    if (Number.isFinite(start)) series.startTimestamp = start;
    const timestamp = columns.timestamps?.[row];
    if (Number.isFinite(timestamp)) series.timestamp = timestamp;
    const exemplar = family.type === 'counter' ? columns.exemplars?.[row]?.[0] : undefined;
    if (exemplar) series.exemplar = exemplar;
    yield series;
  }
}

function valueOf(type: MetricType, columns: FamilyColumns, row: number): SeriesValue {
  const layout = rowLayouts[type];
  if (!layout) return columns.values[row * columns.width] as number;
  const { keys, cells, sum, count } = readRow(layout, columns, row);
  if (layout.keys === 'states') {
    const states = cells.map((value, at) => [keys[at], value === 1]);
    return { states: Object.fromEntries(states) as Record<string, boolean> };
  }
  if (layout.keys === 'quantiles') {
    const quantiles = cells.map((value, at) => ({ quantile: keys[at] as number, value }));
    return { count, sum, quantiles };
  }
  const native = columns.native?.[row];
  const buckets = cells.map((count, at) => {
    const exemplar = columns.exemplars?.[row]?.[at];
    return { upperBound: keys[at] as number, count, ...(exemplar && { exemplar }) };
  });
  return { count, sum, buckets, ...(native && { native }) };
}
