import { RowInstrument } from '@telltale/metrics/internal';
import {
  GatherError,
  type GatherOptions,
  type GatherProblem,
  type MetricFamily,
} from '@telltale/model';
import type { CollectorMetrics, CollectorReport } from './collector-metrics.ts';
import { runCollector } from './collector-run.ts';
import type { Entry } from './entry.ts';
import { FamilySet, type FamilyOrder } from './family-set.ts';
import { readMetric, type Reading } from './read-metric.ts';

/** What the registry calls itself where its own metrics are the problem. */
export const ownName = 'registry';

/** {@link GatherOptions}, resolved, and what the registry adds. */
export interface GatheringOptions extends GatherOptions {
  readonly timeoutMs: number;
  readonly onProblem: 'drop' | 'fail';
  readonly report: ((problem: GatherProblem) => void) | undefined;
  readonly collectorMetrics: CollectorMetrics | undefined;
  /** Kept from gathering to gathering. */
  readonly order: FamilyOrder;
}

/** One gathering of a fixed list of entries. */
export async function gatherEntries(
  entries: readonly Entry[],
  options: GatheringOptions,
): Promise<readonly MetricFamily[]> {
  const { signal, collectorMetrics } = options;
  signal?.throwIfAborted();
  const families = new FamilySet(options.order);
  const problems: GatherProblem[] = [];
  const add = (
    collector: string,
    readings: readonly Reading[],
    seconds?: number,
  ): CollectorReport => {
    const causes = readings.flatMap((reading) => {
      const failed = 'failure' in reading ? reading : families.add(reading);
      if (!failed) return [];
      const { failure, ...problem } = failed;
      problems.push({ collector, ...problem });
      return failure;
    });
    return { collector, seconds, causes };
  };
  const reports = entries.flatMap(({ instrument }) =>
    instrument ? add(instrument.name, [readMetric(instrument)]) : [],
  );
  const collectors = entries.filter((entry) => !entry.instrument);
  const runs = await Promise.all(
    collectors.map((entry) => runCollector(entry, options, readMetric)),
  );
  signal?.throwIfAborted();
  // In the order of registration, not of settling: of two that contradict, the first registered is kept.
  runs.forEach((run, index) => {
    const { collector } = collectors[index] as Entry;
    reports.push(add(collector.name, run.result ?? [run.failed], run.seconds));
  });
  const own = [...(collectorMetrics?.record(reports) ?? []), ...overflowFamily(families)];
  // What is missing of these shows from the next page on.
  collectorMetrics?.record([add(ownName, own)]);

  for (const problem of problems) {
    try {
      options.report?.(problem);
    } catch {
      // A log that fails costs no page.
    }
  }
  const page = families.sorted(({ name }) => options.names?.includes(name) ?? true);
  if (options.onProblem === 'fail' && problems.length > 0) throw new GatherError(problems, page);
  return page;
}

/** The metrics that ran into their limit of series, where there are any. */
function overflowFamily(families: FamilySet): MetricFamily[] {
  const overflowed = families.sorted((family) => family.overflowed);
  if (overflowed.length === 0) return [];
  const overflows = new RowInstrument(
    {
      name: 'telltale_metric_series_overflow_total',
      help: 'Look-ups past maxSeries.',
      labelNames: ['metric'],
      maxSeries: Infinity,
    },
    { type: 'counter', width: 1, keepsStarts: false },
  );
  for (const { name, overflowed: count } of overflowed) {
    overflows.labels(name).set(0, count as number);
  }
  return [overflows.snapshot()];
}
