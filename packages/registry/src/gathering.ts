import { GatherError, type GatherProblem, type MetricFamily } from '@telltale/model';
import { ColumnFamily, describeValue } from '@telltale/model/internal';
import type { CollectorMetrics, CollectorReport } from './collector-metrics.ts';
import { runCollector } from './collector-run.ts';
import type { Entry } from './entry.ts';
import { FamilySet } from './family-set.ts';
import { readMetric, type Reading } from './read-metric.ts';

/** What the registry calls itself where its own metrics are the problem. */
export const ownName = 'registry';

/** {@link GatherOptions}, resolved, and what the registry adds. */
export interface GatheringOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly names: readonly string[] | undefined;
  readonly onProblem: 'drop' | 'fail';
  readonly report: ((problem: GatherProblem) => void) | undefined;
  readonly collectorMetrics: CollectorMetrics | undefined;
}

/** One gathering of a fixed list of entries. */
export async function gatherEntries(
  entries: readonly Entry[],
  options: GatheringOptions,
): Promise<readonly MetricFamily[]> {
  const { signal, collectorMetrics } = options;
  signal?.throwIfAborted();
  const families = new FamilySet();
  const problems: GatherProblem[] = [];
  const reports: CollectorReport[] = [];
  const add = (collector: string, readings: readonly Reading[], seconds?: number): void => {
    const causes = readings.flatMap((reading) => {
      if ('failure' in reading) {
        const { failure, error: cause, metric } = reading;
        const message = cause instanceof Error ? cause.message : describeValue(cause);
        problems.push({ collector, ...(metric !== undefined && { metric }), message, cause });
        return failure;
      }
      const conflict = families.add(reading);
      if (conflict === undefined) return [];
      const message = `${conflict}; the first one was kept`;
      problems.push({ collector, metric: reading.name, message });
      return 'conflict';
    });
    reports.push({ collector, seconds, causes });
  };
  const collectors = entries.filter((entry) => entry.instrument === undefined);
  for (const { instrument } of entries)
    if (instrument !== undefined) add(instrument.name, [readMetric(instrument)]);
  const runs = await Promise.all(
    collectors.map(({ collector, view }) =>
      runCollector(collector, options, (buf) => buf.map((metric) => readMetric(metric, view))),
    ),
  );
  signal?.throwIfAborted();
  // In the order of registration, not of settling: of two that contradict, the first registered is kept.
  for (const [index, run] of runs.entries()) {
    const { name } = (collectors[index] as Entry).collector;
    add(name, run.ok ? run.result : [run], run.seconds);
  }
  const own = [...(collectorMetrics?.record(reports) ?? []), ...overflowFamily(families)];
  reports.length = 0;
  add(ownName, own);
  // What is missing of these shows from the next page on.
  collectorMetrics?.record(reports);

  for (const problem of problems) {
    try {
      options.report?.(problem);
    } catch {
      // A log that fails costs no page.
    }
  }
  const page = families.sorted().filter(({ name }) => options.names?.includes(name) ?? true);
  if (options.onProblem === 'fail' && problems.length > 0) throw new GatherError(problems, page);
  return page;
}

/** The metrics that ran into their limit of series, where there are any. */
function overflowFamily(families: FamilySet): MetricFamily[] {
  const overflowed = families.sorted().filter((family) => (family.overflowed ?? 0) > 0);
  if (overflowed.length === 0) return [];
  return [
    new ColumnFamily(
      {
        name: 'telltale_metric_series_overflow_total',
        help: 'Look-ups of series past maxSeries.',
        type: 'counter',
        labelNames: ['metric'],
      },
      {
        size: overflowed.length,
        width: 1,
        values: Float64Array.from(overflowed, ({ overflowed: count = 0 }) => count),
        labelValues: overflowed.map(({ name }) => [name]),
      },
    ),
  ];
}
