import {
  isMetric,
  MetricError,
  type Collector,
  type Metric,
  type MetricFamily,
} from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type { View } from './view.ts';

/** A collector as it is registered: itself, and the views it is shown through, the innermost first. */
export interface Entry {
  readonly collector: Collector;
  readonly views: readonly View[];
}

/** What is registered is an instrument itself, and not something that makes metrics when asked. */
export function isInstrument(collector: Collector): collector is Collector & Metric {
  return isMetric(collector);
}

/** A metric as the views of its entry show it. */
export function shown(entry: Entry, metric: Metric): Metric {
  return entry.views.reduce((inner, view) => view.show(inner), metric);
}

/** A family as the views of its entry show it. */
export function shownFamily(entry: Entry, family: MetricFamily): MetricFamily {
  return entry.views.reduce((inner, view) => view.showFamily(inner), family);
}

/**
 * The list with one more entry; the same list where it is there already.
 *
 * @throws NOT_A_COLLECTOR, DUPLICATE_METRIC, INVALID_LABEL_NAME
 */
export function withEntry(entries: readonly Entry[], added: Entry): readonly Entry[] {
  const { collector, views } = added;
  checkCollector(collector);
  if (entries.some((entry) => entry.collector === collector && sameViews(entry, views))) {
    return entries;
  }
  if (isInstrument(collector)) checkInstrument(entries, added, collector);
  return [...entries, added];
}

/** The list without a collector, as registered through `views`; without `views`: however it was registered. */
export function withoutEntry(
  entries: readonly Entry[],
  collector: Collector,
  views?: readonly View[],
): readonly Entry[] {
  const kept = entries.filter(
    (entry) => entry.collector !== collector || (views !== undefined && !sameViews(entry, views)),
  );
  return kept.length === entries.length ? entries : kept;
}

function sameViews(entry: Entry, views: readonly View[]): boolean {
  return entry.views.length === views.length && entry.views.every((view, i) => view === views[i]);
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

function checkInstrument(
  entries: readonly Entry[],
  added: Entry,
  instrument: Collector & Metric,
): void {
  for (const view of added.views) view.checkLabels(instrument);
  const metric = shown(added, instrument);
  const labels = constantLabels(added);
  for (const entry of entries) {
    if (!isInstrument(entry.collector)) continue;
    const other = shown(entry, entry.collector);
    if (other.name !== metric.name) continue;
    // Under the same name but other constant labels, two metrics are parts of one family.
    if (constantLabels(entry) !== labels && sameHead(metric, other)) continue;
    throw new MetricError(
      'DUPLICATE_METRIC',
      `${metric.name}: another ${other.type} of this name is registered already. Keep one and share it, unregister ` +
        'the other, or give them different names.',
      { metric: metric.name },
    );
  }
}

function constantLabels(entry: Entry): string {
  return entry.views.map((view) => view.labelKey).join();
}

function sameHead(a: Metric, b: Metric): boolean {
  return (
    a.type === b.type &&
    a.help === b.help &&
    a.unit === b.unit &&
    a.labelNames.join('\0') === b.labelNames.join('\0')
  );
}
