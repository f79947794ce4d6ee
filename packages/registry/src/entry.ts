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
  readonly ownNames: readonly string[];
}

/** A metric as the view of its entry shows it. */
export function shown(metric: Metric, view: View | undefined): Metric {
  return view?.shownMetric(metric) ?? metric;
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
  const instrument = isMetric(collector) ? shown(collector, view) : undefined;
  const added = {
    collector,
    view,
    instrument,
    ownNames: instrument ? sampleNames(instrument) : [],
  };
  for (const entry of entries) checkNames(entry, added);
  return [...entries, added];
}

/** The list without a collector, as registered through `view`; without `view`: however it was registered. */
export function withoutCollector(
  entries: readonly Entry[],
  collector: Collector,
  view?: View,
): readonly Entry[] {
  return entries.filter((entry) => entry.collector !== collector || (view && entry.view !== view));
}

function checkCollector(collector: unknown): void {
  const { name, collect } = (collector ?? {}) as Partial<Collector>;
  if (typeof name === 'string' && name !== '' && typeof collect === 'function') return;
  throw new MetricError(
    'NOT_A_COLLECTOR',
    `register() got ${describeValue(collector)}, expected name and collect().`,
  );
}

function checkNames(before: Entry, added: Entry): void {
  const instrument = added.instrument as Metric;

  const taken = before.ownNames.find((name) => added.ownNames.includes(name));
  if (taken === undefined) return;
  // Only instruments have names.
  const other = before.instrument as Metric;
  // Under the same name but other values of the same constant labels, two metrics are parts of one family.
  if (added.view?.labelKey !== before.view?.labelKey && headKey(other) === headKey(instrument))
    return;
  throw new MetricError(
    'DUPLICATE_METRIC',
    `${instrument.name}: the name ${taken} is taken by ${other.name}.`,
    { metric: instrument.name },
  );
}

function headKey({ name, type, help, unit, labelNames }: Metric): string {
  return JSON.stringify([name, type, help, unit, labelNames]);
}
