import { MetricError, type MetricFamily } from '@telltale/model';
import { CellReader } from './cell-reader.ts';
import { describeCell, labelOf } from './cell-text.ts';
import { checkPolicies } from './check-metric.ts';
import { checkKeys } from './check-option.ts';
import { DropTally } from './drop-tally.ts';
import { familyOfSeries, type RowSeries } from './family-rows.ts';
import { planMetric, type MetricPlan } from './metric-plan.ts';
import type { DroppedRows, RowFamilies, RowWarning } from './row-families.ts';
import type { RowMetric, RowPolicies } from './row-metric.ts';
import type { Row } from './row.ts';

/** Series by their labels. */
type SeriesByKey = ReadonlyMap<string, RowSeries>;

/** For each metric the series of the last result, so that one that stays keeps the array of its label values. */
export type KnownSeries = Map<MetricPlan, SeriesByKey>;

/** Options of {@link familiesOfRows}. */
export interface FamiliesOfRowsOptions extends RowPolicies {
  /** How many series there may be of all metrics together. Default: no limit. */
  readonly seriesLimit?: number | undefined;
}

/**
 * Makes the families of one result: nothing of an earlier one is in them. What a row has wrong costs that row, or the
 * family where a policy says so, and is reported; it is not thrown.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION if a metric or a policy is not as described
 */
export function familiesOfRows(
  rows: readonly Row[],
  metrics: readonly RowMetric[],
  options: FamiliesOfRowsOptions = {},
): RowFamilies {
  checkKeys('familiesOfRows', options, ['onEmpty', 'onNull', 'onDuplicate', 'seriesLimit']);
  checkPolicies('familiesOfRows', options);
  const plans = planMetrics('familiesOfRows', metrics, options);
  return familiesOfPlans(rows, plans, options.seriesLimit ?? Infinity, new Map());
}

/** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
export function planMetrics(
  owner: string,
  metrics: readonly RowMetric[],
  policies: RowPolicies,
): readonly MetricPlan[] {
  if (!Array.isArray(metrics) || metrics.length === 0) {
    throw new MetricError(
      'INVALID_OPTION',
      `${owner}: metrics has to be an array of at least one metric.`,
    );
  }
  const plans = (metrics as readonly RowMetric[]).map((metric) => planMetric(metric, policies));
  const names = plans.map(({ head }) => head.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return plans;
  throw new MetricError(
    'INVALID_OPTION',
    `${owner}: there are two metrics ${twice}, expected each name once.`,
    { metric: twice },
  );
}

/** The same for metrics that were checked. `known` is read, and then holds the series of this result. */
export function familiesOfPlans(
  rows: readonly Row[],
  plans: readonly MetricPlan[],
  seriesLimit: number,
  known: KnownSeries,
): RowFamilies {
  const families: MetricFamily[] = [];
  const dropped: DroppedRows[] = [];
  const warnings: RowWarning[] = [];
  let room = seriesLimit;
  for (const plan of plans) {
    const tally = new DropTally(plan.head.name);
    const series = new SeriesOfRows(plan, tally, room, known.get(plan));
    series.addAll(rows);
    dropped.push(...tally.dropped(rows.length * plan.reader.variants.length));
    warnings.push(...tally.warnings());
    if (tally.hasFailed || series.size === 0) continue;
    room -= series.size;
    known.set(plan, series.byKey);
    families.push(familyOfSeries(plan.head, plan.reader.layout, [...series.byKey.values()]));
  }
  return { families, dropped, warnings };
}

/** Collects the series of one metric. */
class SeriesOfRows {
  readonly #plan: MetricPlan;
  readonly #tally: DropTally;
  readonly #cells: CellReader;
  readonly #room: number;
  readonly #known: SeriesByKey | undefined;
  readonly #series = new Map<string, RowSeries>();

  constructor(plan: MetricPlan, tally: DropTally, room: number, known: SeriesByKey | undefined) {
    this.#plan = plan;
    this.#tally = tally;
    this.#cells = new CellReader(tally, plan.onNull);
    this.#room = room;
    this.#known = known;
  }

  get size(): number {
    return this.#series.size;
  }

  get byKey(): SeriesByKey {
    return this.#series;
  }

  addAll(rows: readonly Row[]): void {
    if (rows.length === 0) {
      this.#addNothing();
      return;
    }
    const missing = this.#missingColumns(rows);
    if (missing !== undefined) {
      this.#tally.fail('column', missing);
      return;
    }
    const { variants } = this.#plan.reader;
    for (const row of rows) {
      for (let variant = 0; variant < variants.length; variant++) this.#add(row, variant);
      if (this.#tally.hasFailed) return;
    }
  }

  /** Columns that no row has; one that some rows lack is NULL there. */
  #missingColumns(rows: readonly Row[]): string | undefined {
    const { keyColumns, reader, timestampColumn, startTimestampColumn } = this.#plan;
    const times = [timestampColumn, startTimestampColumn].filter((column) => column !== undefined);
    const needed = new Set([...keyColumns, ...reader.columns, ...times]);
    const missing = [...needed].filter((column) => !rows.some((row) => Object.hasOwn(row, column)));
    if (missing.length === 0) return undefined;
    const there = Object.keys(rows[0] ?? {});
    const shown = there.length > 20 ? [...there.slice(0, 20), '…'] : there;
    return `the result has no column ${missing.join(', ')}; it has ${shown.join(', ')}. Name it so in the query (AS), with the same case`;
  }

  #addNothing(): void {
    const { onEmpty, reader } = this.#plan;
    if (onEmpty === 'error')
      this.#tally.fail('empty', 'the result has no row, and onEmpty is "error"');
    if (onEmpty !== 'zero') return;
    for (const variant of reader.variants) {
      const labelValues = this.#labelValues({}, variant) ?? [];
      this.#keep(labelValues, {
        cells: [...(reader.zero ?? [])],
        timestamp: NaN,
        startTimestamp: NaN,
      });
    }
  }

  #add(row: Row, variant: number): void {
    const { reader, timestampColumn, startTimestampColumn } = this.#plan;
    const cells = reader.read(row, variant, this.#cells);
    if (cells === undefined) return;
    const labelValues = this.#labelValues(row, reader.variants[variant]);
    const timestamp = this.#cells.time(row, timestampColumn);
    const startTimestamp = this.#cells.time(row, startTimestampColumn);
    if (labelValues === undefined || timestamp === undefined || startTimestamp === undefined)
      return;
    this.#keep(labelValues, { cells, timestamp, startTimestamp });
  }

  #keep(labelValues: readonly string[], one: Omit<RowSeries, 'labelValues'>): void {
    const key = keyOf(labelValues);
    const before = this.#series.get(key);
    if (before !== undefined) {
      this.#combine(before, one);
    } else if (this.#series.size >= this.#room) {
      this.#tally.drop('series_limit', () => 'the series limit of the collector was reached');
    } else {
      this.#series.set(key, {
        labelValues: this.#known?.get(key)?.labelValues ?? labelValues,
        ...one,
      });
    }
  }

  #combine(
    before: RowSeries,
    { cells, timestamp, startTimestamp }: Omit<RowSeries, 'labelValues'>,
  ): void {
    const { onDuplicate, reader } = this.#plan;
    if (reader.isObserving || onDuplicate === 'sum') {
      reader.add?.(before.cells, cells);
      before.timestamp = later(before.timestamp, timestamp);
      before.startTimestamp = -later(-before.startTimestamp, -startTimestamp);
    } else if (onDuplicate === 'first') {
      this.#tally.drop('duplicate', () => `${this.#describe(before)}; the first one was kept`);
    } else {
      const remedy =
        'Group by the key labels in the query, or choose onDuplicate: "first" or "sum"';
      this.#tally.fail('duplicate', `${this.#describe(before)}. ${remedy}`);
    }
  }

  #describe({ labelValues }: RowSeries): string {
    const labels = this.#plan.head.labelNames.map(
      (name, at) => `${name}=${describeCell(labelValues[at])}`,
    );
    return labels.length === 0
      ? 'there are several rows, and no labels to tell them apart'
      : `two rows have the labels {${labels.join(', ')}}`;
  }

  #labelValues(row: Row, variant: string | undefined): readonly string[] | undefined {
    const { keyColumns, staticValues } = this.#plan;
    const values: string[] = [];
    for (const column of keyColumns) {
      const text = labelOf(row[column]);
      if (text === undefined) {
        this.#cells.refuse(
          `column ${column} is ${describeCell(row[column])}, expected what can be a label`,
        );
        return;
      }
      values.push(text);
    }
    values.push(...staticValues);
    if (variant !== undefined) values.push(variant);
    return values;
  }
}

/** The same for the same values only: with their lengths, no value can look like two. */
function keyOf(labelValues: readonly string[]): string {
  const [first = ''] = labelValues;
  if (labelValues.length < 2) return first;
  let key = '';
  for (const value of labelValues) key += `${value.length}:${value}`;
  return key;
}

/** The greater one; `NaN` where neither is known. */
function later(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return b > a ? b : a;
}
