import type { FamilyHead } from './column-family.ts';
import { MetricError } from './errors.ts';
import type { Exemplar } from './exemplar.ts';
import type { FamilyColumns } from './family-columns.ts';
import type {
  HistogramValue,
  Series,
  SeriesValue,
  StateSetValue,
  SummaryValue,
} from './metric-family.ts';

/** The parts of {@link FamilyColumns} that all series of a family share. */
type RowShape = Pick<FamilyColumns, 'width' | 'bounds' | 'quantiles' | 'states'>;

/**
 * Lays series out as columns.
 *
 * @throws INVALID_VALUE if a value does not fit the type, or the series differ in their buckets, quantiles or states
 */
export function columnsOfSeries(head: FamilyHead, series: readonly Series[]): FamilyColumns {
  const shape = rowShape(head, series[0]?.value);
  const values = new Float64Array(series.length * shape.width);
  const labelValues: (readonly string[])[] = [];
  const labelNames: (readonly string[])[] = [];
  let ownLabelNames = false;
  for (const [row, one] of series.entries()) {
    writeRow(head, shape, one.value, values.subarray(row * shape.width, (row + 1) * shape.width));
    const names = head.labelNames.filter((name) => Object.hasOwn(one.labels, name));
    const extra = Object.keys(one.labels).filter((name) => !head.labelNames.includes(name));
    const all = [...names, ...extra];
    if (all.length !== head.labelNames.length || extra.length > 0) ownLabelNames = true;
    labelNames.push(all);
    labelValues.push(all.map((name) => one.labels[name] ?? ''));
  }
  return {
    // Of more it would have to be found out, which is left to whoever has to know.
    ...(series.length < 2 && { isDistinct: true }),
    size: series.length,
    values,
    labelValues,
    ...shape,
    ...(ownLabelNames ? { seriesLabelNames: labelNames } : {}),
    ...timeColumn('startTimestamps', series, (one) => one.startTimestamp),
    ...timeColumn('timestamps', series, (one) => one.timestamp),
    ...column('exemplars', series, exemplarsOf),
    ...column('native', series, (one) =>
      isHistogram(one.value) ? copyOf(one.value.native) : undefined,
    ),
  };
}

/** The exemplars of a series by cell: of a counter, or of the buckets of a histogram. */
function exemplarsOf({ value, exemplar }: Series): readonly (Exemplar | undefined)[] | undefined {
  const exemplars = isHistogram(value)
    ? value.buckets.map((bucket) => copyOf(bucket.exemplar))
    : [copyOf(exemplar)];
  return exemplars.some((one) => one !== undefined) ? exemplars : undefined;
}

/** What was checked must not be changed afterwards. */
function copyOf<Item>(item: Item): Item {
  return item === undefined ? item : structuredClone(item);
}

function column<Key extends 'exemplars' | 'native'>(
  key: Key,
  series: readonly Series[],
  read: (one: Series) => NonNullable<FamilyColumns[Key]>[number],
): Partial<FamilyColumns> {
  const items = series.map(read);
  return items.some((item) => item !== undefined) ? { [key]: items } : {};
}

function timeColumn<Key extends 'startTimestamps' | 'timestamps'>(
  key: Key,
  series: readonly Series[],
  read: (one: Series) => number | undefined,
): Partial<Record<Key, Float64Array>> {
  if (!series.some((one) => read(one) !== undefined)) return {};
  const column = Float64Array.from(series, (one) => read(one) ?? NaN);
  return { [key]: column } as Record<Key, Float64Array>;
}

function rowShape(head: FamilyHead, first: SeriesValue | undefined): RowShape {
  switch (head.type) {
    case 'counter':
    case 'gauge':
    case 'info':
    case 'unknown':
      return { width: 1 };
    case 'histogram':
    case 'gaugehistogram': {
      const buckets = isHistogram(first) ? first.buckets : [];
      const bounds = buckets
        .map((bucket) => bucket.upperBound)
        .filter((bound) => bound !== Infinity);
      return { width: bounds.length + 2, bounds };
    }
    case 'summary': {
      const quantiles = isSummary(first) ? first.quantiles.map((one) => one.quantile) : [];
      return { width: quantiles.length + 2, quantiles };
    }
    case 'stateset': {
      const states = isStateSet(first) ? Object.keys(first.states) : [];
      return { width: states.length, states };
    }
  }
}

function writeRow(head: FamilyHead, shape: RowShape, value: SeriesValue, row: Float64Array): void {
  switch (head.type) {
    case 'counter':
    case 'gauge':
    case 'info':
    case 'unknown':
      if (typeof value !== 'number') throw unfit(head, 'a number');
      if (head.type === 'counter' && !(value >= 0)) {
        throw unfit(head, `a number from 0 up, got ${value}`);
      }
      row[0] = value;
      return;
    case 'histogram':
    case 'gaugehistogram':
      if (!isHistogram(value)) throw unfit(head, '{ count, sum, buckets }');
      writeHistogram(head, shape.bounds ?? [], value, row);
      return;
    case 'summary': {
      if (!isSummary(value)) throw unfit(head, '{ count, sum, quantiles }');
      const { quantiles } = value;
      if (
        !sameNumbers(
          shape.quantiles ?? [],
          quantiles.map((one) => one.quantile),
        )
      ) {
        throw unfit(head, 'the same quantiles in each series');
      }
      row.set([...quantiles.map((one) => one.value), value.sum, value.count]);
      return;
    }
    case 'stateset': {
      const states = shape.states ?? [];
      if (!isStateSet(value)) throw unfit(head, '{ states }');
      const { states: given } = value;
      const same = states.every((state) => Object.hasOwn(given, state));
      if (!same || Object.keys(given).length !== states.length) {
        throw unfit(head, 'the same states in each series');
      }
      if (!Object.values<unknown>(given).every((state) => typeof state === 'boolean')) {
        throw unfit(head, 'states that are true or false');
      }
      row.set(states.map((state) => (given[state] === true ? 1 : 0)));
    }
  }
}

function writeHistogram(
  head: FamilyHead,
  bounds: readonly number[],
  value: HistogramValue,
  row: Float64Array,
): void {
  let below = 0;
  let lastBound = -Infinity;
  for (const { upperBound, count } of value.buckets) {
    // The bucket up to Infinity too: exemplars are found by the place of their bucket.
    if (!(upperBound > lastBound)) throw unfit(head, 'bucket bounds that ascend');
    if (!(count >= below)) throw unfit(head, 'cumulative bucket counts');
    below = count;
    lastBound = upperBound;
  }
  const finite = value.buckets.filter((bucket) => bucket.upperBound !== Infinity);
  if (
    !sameNumbers(
      bounds,
      finite.map((bucket) => bucket.upperBound),
    )
  ) {
    throw unfit(head, 'the same bucket bounds in each series');
  }
  if (!(value.count >= below) || (lastBound === Infinity && below !== value.count)) {
    throw unfit(head, 'a count equal to its +Inf bucket and not below the other buckets');
  }
  // None above can be more than this one.
  if (value.count === Infinity) throw unfit(head, 'finite counts');
  const cumulative = [...finite.map((bucket) => bucket.count), value.count];
  row.set(cumulative.map((count, index) => count - (cumulative[index - 1] ?? 0)));
  row[bounds.length + 1] = value.sum;
}

/** The error for a value that its type cannot hold. */
export function unfit(head: FamilyHead, expected: string): MetricError {
  return new MetricError(
    'INVALID_VALUE',
    `${head.name}: a value does not fit the type ${head.type}: expected ${expected}.`,
    { metric: head.name },
  );
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

export function isHistogram(value: SeriesValue | undefined): value is HistogramValue {
  return isRecord(value) && Array.isArray(value.buckets) && hasCountAndSum(value);
}

export function isSummary(value: SeriesValue | undefined): value is SummaryValue {
  return isRecord(value) && Array.isArray(value.quantiles) && hasCountAndSum(value);
}

function isStateSet(value: SeriesValue | undefined): value is StateSetValue {
  return isRecord(value) && isRecord(value.states);
}

function hasCountAndSum(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value['count'] === 'number' && typeof value['sum'] === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
