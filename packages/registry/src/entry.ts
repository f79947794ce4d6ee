import { isMetric, MetricError, type Collector, type Metric } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type { View } from './view.ts';

/** A collector as it is registered: itself, and the view that it is shown through. */
export interface Entry {
  readonly collector: Collector;
  readonly view: View | undefined;
}

/** What is registered is an instrument itself, and not something that makes metrics when asked. */
export function isInstrument(collector: Collector): collector is Collector & Metric {
  return isMetric(collector);
}

/** A metric as the view of its entry shows it. */
export function shown({ view }: Entry, metric: Metric): Metric {
  return view === undefined ? metric : view.metric(metric);
}

/**
 * The list with one more entry; the same list where it is there already.
 *
 * @throws NOT_A_COLLECTOR, DUPLICATE_METRIC, INVALID_LABEL_NAME
 */
export function withEntry(entries: readonly Entry[], added: Entry): readonly Entry[] {
  const { collector, view } = added;
  checkCollector(collector);
  if (entries.some((entry) => entry.collector === collector && entry.view === view)) {
    return entries;
  }
  if (isInstrument(collector)) checkName(entries, added, shown(added, collector).name);
  return [...entries, added];
}

/** The list without a collector, as registered through `view`; without `view`: however it was registered. */
export function withoutEntry(
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

function checkName(entries: readonly Entry[], { view }: Entry, name: string): void {
  for (const entry of entries) {
    // Under the same name but other constant labels, two metrics are parts of one family.
    if (!isInstrument(entry.collector) || entry.view?.labelKey !== view?.labelKey) continue;
    const other = shown(entry, entry.collector);
    if (other.name !== name) continue;
    throw new MetricError(
      'DUPLICATE_METRIC',
      `${name}: another ${other.type} of this name is registered already. Keep one and share it, unregister ` +
        'the other, or give them different names.',
      { metric: name },
    );
  }
}
