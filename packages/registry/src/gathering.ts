import {
  GatherError,
  isMetric,
  MetricError,
  type GatherProblem,
  type Metric,
  type MetricFamily,
} from '@telltale/model';
import { ColumnFamily, columnsOf, describeValue } from '@telltale/model/internal';
import type { CollectorMetrics, CollectorReport } from './collector-metrics.ts';
import { runCollector, type RunOutcome } from './collector-run.ts';
import type { Entry } from './entry.ts';
import { FamilySet, type GatheredFamily } from './family-set.ts';

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
  const page = new Page();
  const collectors = entries.filter((entry) => entry.instrument === undefined);
  for (const { instrument } of entries)
    if (instrument !== undefined) page.addInstrument(instrument);
  const runs = await Promise.all(
    collectors.map((entry) =>
      runCollector(entry.collector, options, (buf) => readBuffer(entry, buf)),
    ),
  );
  signal?.throwIfAborted();
  // In the order of registration, not of settling: of two that contradict, the first registered is kept.
  const reports = collectors.map((entry, index) =>
    page.addRun(entry.collector.name, runs[index] as RunOutcome<readonly GatheredFamily[]>),
  );
  const own = reports.length === 0 ? [] : (collectorMetrics?.record(reports) ?? []);
  for (const family of [...own, ...overflowFamily(page.families)]) {
    page.add('registry', { family, unique: true });
  }

  for (const problem of page.problems) {
    try {
      options.report?.(problem);
    } catch {
      // A log that fails costs no page.
    }
  }
  const names = options.names === undefined ? undefined : new Set(options.names);
  const families = page.families.sorted().filter(({ name }) => names?.has(name) ?? true);
  if (options.onProblem === 'fail' && page.problems.length > 0) {
    throw new GatherError(page.problems, families);
  }
  return families;
}

/** What has come together so far, and what was wrong with it. */
class Page {
  readonly families = new FamilySet();
  readonly problems: GatherProblem[] = [];

  addInstrument(instrument: Metric): void {
    try {
      this.add(instrument.name, { family: instrument.snapshot(), unique: true });
    } catch (error) {
      this.#failed(instrument.name, error);
    }
  }

  /** @returns whether all of it fitted to what was there */
  add(collector: string, gathered: GatheredFamily): boolean {
    const message = this.families.add(gathered);
    if (message === undefined) return true;
    this.problems.push({ collector, metric: gathered.family.name, message });
    return false;
  }

  addRun(collector: string, run: RunOutcome<readonly GatheredFamily[]>): CollectorReport {
    const { seconds } = run;
    if (!run.ok) {
      this.#failed(collector, run.error);
      return { collector, seconds, causes: [run.failure] };
    }
    const fitted = run.result.map((gathered) => this.add(collector, gathered));
    return { collector, seconds, causes: fitted.includes(false) ? ['conflict'] : [] };
  }

  #failed(collector: string, cause: unknown): void {
    const message = cause instanceof Error ? cause.message : describeValue(cause);
    this.problems.push({ collector, message, cause });
  }
}

/** What a collector appended, read now: it may go on changing its metrics after it has settled. */
function readBuffer(entry: Entry, buf: readonly unknown[]): readonly GatheredFamily[] {
  return buf.map((metric) => {
    if (!isMetric(metric)) {
      throw new MetricError(
        'INVALID_VALUE',
        `${entry.collector.name} appended ${describeValue(metric)}, expected a metric or a family.`,
      );
    }
    const family = metric.snapshot();
    // Refused here, where it costs only this collector.
    columnsOf(family);
    // A family is its own snapshot and may hold anything; an instrument never has a series twice.
    return { family: entry.view?.family(family) ?? family, unique: family !== metric };
  });
}

/** The metrics that ran into their limit of series, where there are any. */
function overflowFamily(families: FamilySet): MetricFamily[] {
  const overflowed = families.sorted().filter((family) => (family.overflowed ?? 0) > 0);
  if (overflowed.length === 0) return [];
  return [
    new ColumnFamily(
      {
        name: 'telltale_metric_series_overflow_total',
        help: 'Look-ups of new series that went to the overflow series because the metric was at its maxSeries.',
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
