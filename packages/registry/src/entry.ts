import { isMetric, MetricError, type Collector, type Metric } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type { View } from './view.ts';

/** A collector as it is registered. */
export interface Entry {
  readonly collector: Collector;
  /** What it is shown through. */
  readonly view: View | undefined;
  /** An instrument, as its view shows it; absent on what makes metrics when it is asked. */
  readonly instrument: Metric | undefined;
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
  const added = { collector, view, instrument };
  if (instrument !== undefined) checkName(entries, added, instrument);
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
    `register() got ${describeValue(collector)}, expected a collector: an object with a name and a collect(buf) ` +
      'method. Every metric is one.',
  );
}

function checkName(entries: readonly Entry[], { view }: Entry, metric: Metric): void {
  const { name } = metric;
  for (const { instrument: other, view: otherView } of entries) {
    if (other?.name !== name) continue;
    // Under the same name but other values of the same constant labels, two metrics are parts of one family.
    if (view?.labelKey !== otherView?.labelKey && headKey(other) === headKey(metric)) continue;
    throw new MetricError(
      'DUPLICATE_METRIC',
      `${name}: another ${other.type} of this name is registered already. Keep one and share it, unregister ` +
        'the other, or give them different names.',
      { metric: name },
    );
  }
}

function headKey({ type, help, unit, labelNames }: Metric): string {
  return JSON.stringify([type, help, unit, labelNames]);
}
