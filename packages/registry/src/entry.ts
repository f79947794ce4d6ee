import { isMetric, MetricError, type Collector, type Metric } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { sampleNames } from './sample-names.ts';
import type { View } from './view.ts';

/** A collector as it is registered. */
export interface Entry {
  readonly collector: Collector;
  /** What it is shown through. */
  readonly view: View | undefined;
  /** An instrument, as its view shows it; absent on what makes metrics when it is asked. */
  readonly instrument: Metric | undefined;
  /** The names of its samples, where it is an instrument. */
  readonly names: readonly string[];
}

/** A metric as the view of its entry shows it. */
export function shown(view: View | undefined, metric: Metric): Metric {
  return view === undefined ? metric : view.metric(metric);
}

/**
 * The list with one more collector; the same list where it is there already.
 *
 * @throws NOT_A_COLLECTOR, DUPLICATE_METRIC, INVALID_LABEL_NAME
 */
export function withCollector(
  entries: readonly Entry[],
  collector: Collector,
  view: View | undefined,
): readonly Entry[] {
  checkCollector(collector);
  if (entries.some((entry) => entry.collector === collector && entry.view === view)) {
    return entries;
  }
  const instrument = isMetric(collector) ? shown(view, collector) : undefined;
  const names = instrument === undefined ? [] : sampleNames(instrument);
  const added = { collector, view, instrument, names };
  const own = new Set(names);
  for (const entry of entries) checkNames(entry, added, own);
  return [...entries, added];
}

/** The list without a collector, as registered through `view`; without `view`: however it was registered. */
export function withoutCollector(
  entries: readonly Entry[],
  collector: Collector,
  view?: View,
): readonly Entry[] {
  const kept = entries.filter(
    (entry) => entry.collector !== collector || (view !== undefined && entry.view !== view),
  );
  return kept.length === entries.length ? entries : kept;
}

function checkCollector(collector: unknown): void {
  const { name, collect } = (collector ?? {}) as Partial<Collector>;
  if (typeof name === 'string' && name !== '' && typeof collect === 'function') return;
  throw new MetricError(
    'NOT_A_COLLECTOR',
    `register() got ${describeValue(collector)}, expected a collector with name and collect().`,
  );
}

function checkNames(before: Entry, { instrument, view }: Entry, own: ReadonlySet<string>): void {
  const taken = before.names.find((name) => own.has(name));
  const { instrument: other } = before;
  if (taken === undefined || other === undefined || instrument === undefined) return;
  // Under the same name but other values of the same constant labels, two metrics are parts of one family.
  if (view?.labelKey !== before.view?.labelKey && headKey(other) === headKey(instrument)) return;
  throw new MetricError(
    'DUPLICATE_METRIC',
    `${instrument.name}: the name ${taken} is taken by the ${other.type} ${other.name}, which is registered ` +
      'already. Share that one, or take another name.',
    { metric: instrument.name },
  );
}

function headKey({ name, type, help, unit, labelNames }: Metric): string {
  return JSON.stringify([name, type, help, unit, labelNames]);
}
