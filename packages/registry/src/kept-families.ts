import {
  constantFamily,
  isMetric,
  type Collector,
  type Metric,
  type MetricFamily,
} from '@telltale/model';
import { runCollector } from './collector-run.ts';

/** Deadline of a collection that no scrape waits for. */
export const defaultRunTimeoutMs = 30_000;

/** What a collector gave, and when. */
export interface KeptFamilies {
  readonly families: readonly MetricFamily[];
  /** `performance.now()` at the end of the collection. */
  readonly collectedAt: number;
}

/** Runs a collector apart from any scrape, under a deadline, and rejects if it fails. */
export async function collectAndKeep(
  collector: Collector,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<KeptFamilies> {
  const run = await runCollector({ collector }, options, readNow);
  if (run.result === undefined) throw run.failed.cause;
  return { families: run.result, collectedAt: performance.now() };
}

/** What cannot be read is for the registry to refuse, which keeps the rest. */
function readNow(metric: Metric): MetricFamily {
  try {
    return isMetric(metric) ? metric.snapshot() : metric;
  } catch {
    return metric as MetricFamily;
  }
}

/** Ends a collector, where it holds something. */
export function disposeOf(collector: Collector & Partial<Disposable>): void {
  collector[Symbol.dispose]?.();
}

/** Appends what was kept, and its age. */
export function appendKept(buf: Metric[], collector: string, kept: KeptFamilies): void {
  const age = constantFamily({
    name: 'telltale_collector_age_seconds',
    help: 'Time since a collector that is cached or works in the background has read its source.',
    type: 'gauge',
    labelNames: ['collector'],
    series: [{ labels: { collector }, value: (performance.now() - kept.collectedAt) / 1000 }],
  });
  buf.push(...kept.families, age);
}
