import {
  GatherError,
  isMetric,
  MetricError,
  type GatherProblem,
  type MetricFamily,
} from '@telltale/model';
import { ColumnFamily, columnsOf, describeValue } from '@telltale/model/internal';
import type { CollectorMetrics, CollectorReport } from './collector-metrics.ts';
import { runCollector, type RunOutcome } from './collector-run.ts';
import { isInstrument, shown, type Entry } from './entry.ts';
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
  const page = new Page(options.names);

  const collectors: Entry[] = [];
  for (const entry of entries) {
    if (!isInstrument(entry.collector)) {
      collectors.push(entry);
      continue;
    }
    const metric = shown(entry, entry.collector);
    if (page.wants(metric.name)) {
      page.add(entry.collector.name, { family: metric.snapshot(), unique: true });
    }
  }
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

  for (const problem of page.problems) options.report?.(problem);
  const families = page.families.sorted();
  if (options.onProblem === 'fail' && page.problems.length > 0) {
    throw new GatherError(page.problems, families);
  }
  return families;
}

/** What has come together so far, and what was wrong with it. */
class Page {
  readonly families = new FamilySet();
  readonly problems: GatherProblem[] = [];
  readonly #names: ReadonlySet<string> | undefined;

  constructor(names: readonly string[] | undefined) {
    this.#names = names === undefined ? undefined : new Set(names);
  }

  wants(name: string): boolean {
    return this.#names?.has(name) ?? true;
  }

  /** @returns whether all of it fitted to what was there */
  add(collector: string, gathered: GatheredFamily): boolean {
    const { name } = gathered.family;
    if (!this.wants(name)) return true;
    const message = this.families.add(gathered);
    if (message === undefined) return true;
    this.problems.push({ collector, metric: name, message });
    return false;
  }

  addRun(collector: string, run: RunOutcome<readonly GatheredFamily[]>): CollectorReport {
    const { seconds } = run;
    if (!run.ok) {
      const message = run.error instanceof Error ? run.error.message : String(run.error);
      this.problems.push({ collector, message, cause: run.error });
      return { collector, seconds, causes: [run.failure] };
    }
    const fitted = run.result.map((gathered) => this.add(collector, gathered));
    return { collector, seconds, causes: fitted.includes(false) ? ['conflict'] : [] };
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
