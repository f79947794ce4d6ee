import { RowInstrument } from '@telltale/metrics/internal';
import {
  GatherError,
  type GatherOptions,
  type GatherProblem,
  type MetricFamily,
} from '@telltale/model';
import type { CollectorMetrics, CollectorReport, FailureCause } from './collector-metrics.ts';
import { runCollector } from './collector-run.ts';
import type { Entry } from './entry.ts';
import { FamilySet } from './family-set.ts';
import { readMetric, type Reading } from './read-metric.ts';

/** What the registry calls itself where its own metrics are the problem. */
export const ownName = 'registry';

/** {@link GatherOptions}, resolved, and what the registry adds. */
export interface GatheringOptions extends GatherOptions {
  readonly timeoutMs: number;
  readonly onProblem: 'drop' | 'fail';
  readonly report: ((problem: GatherProblem) => void) | undefined;
  readonly collectorMetrics: CollectorMetrics | undefined;
  /** Kept from gathering to gathering. A set itself for the reason that stands below. */
  readonly order: FamilySet;
  /**
   * For as long as there is one, V8 keeps the code that it has compiled for signals: of `collect()` above all. Between
   * scrapes there is no other, and each major garbage collection would throw that code away.
   */
  readonly idle: readonly [AbortController, AbortSignal];
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
  const reports = entries.flatMap(({ instrument }) =>
    instrument ? add(families, problems, instrument.name, [readMetric(instrument)]) : [],
  );
  const collectors = entries.filter((entry) => !entry.instrument);
  const runs = await Promise.all(
    collectors.map((entry) => runCollector(entry, options, readMetric)),
  );
  signal?.throwIfAborted();
  // In the order of registration, not of settling: of two that contradict, the first registered is kept.
  runs.forEach((run, index) => {
    const { collector } = collectors[index] as Entry;
    reports.push(add(families, problems, collector.name, run.result ?? [run.failed], run.seconds));
  });
  const own = collectorMetrics?.record(reports) ?? [];
  const overflows = overflowsOf(families);
  if (overflows) own.push(overflows.snapshot());
  // What is missing of these shows from the next page on.
  collectorMetrics?.record([add(families, problems, ownName, own)]);

  for (const problem of problems) {
    try {
      options.report?.(problem);
    } catch {
      // A log that fails costs no page.
    }
  }
  const page = families.sorted(options.names);
  if (options.onProblem === 'fail' && problems.length > 0) throw new GatherError(problems, page);
  return page;
}

/** Adds what a collector gave to the families, or to the problems. Not a closure, which would be compiled anew and anew. */
function add(
  families: FamilySet,
  problems: GatherProblem[],
  collector: string,
  readings: readonly Reading[],
  seconds?: number,
): CollectorReport {
  const causes: FailureCause[] = [];
  for (const reading of readings) {
    const failed = 'failure' in reading ? reading : families.add(reading);
    if (!failed) continue;
    const { failure, ...problem } = failed;
    problems.push({ collector, ...problem });
    causes.push(failure);
  }
  return { collector, seconds, causes };
}

/** The metrics that ran into their limit of series, where there are any. */
function overflowsOf(families: FamilySet): RowInstrument | undefined {
  let overflows: RowInstrument | undefined;
  for (const { name, overflowed } of families.sorted()) {
    if (overflowed) {
      overflows ??= new RowInstrument(
        {
          name: 'telltale_metric_series_overflow_total',
          help: 'Look-ups past maxSeries.',
          labelNames: ['metric'],
        },
        { type: 'counter', width: 1 },
      );
      overflows.labels(name).set(0, overflowed);
    }
  }
  return overflows;
}
