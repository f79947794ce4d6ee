import type { Collector, Metric } from '@telltale/model';
import { underDeadline, type Limits } from './under-deadline.ts';

const longestDeadlineMs = 30_000;
const shortestDeadlineMs = 5_000;

/**
 * Deadline of a collection that no scrape waits for, unless it is configured: its interval, within bounds, so that what
 * is shown while a source hangs is not older than was asked for.
 */
export function defaultDeadlineMs(intervalMs = longestDeadlineMs): number {
  return Math.min(Math.max(intervalMs, shortestDeadlineMs), longestDeadlineMs);
}

/** What a collector gave, and when. */
export interface KeptResult {
  readonly metrics: readonly Metric[];
  /** `performance.now()` at the end of the collection. */
  readonly collectedAt: number;
}

/**
 * Collects apart from any scrape.
 *
 * @throws what the collector throws, and at the deadline
 */
export async function keptResult(collector: Collector, limits: Limits): Promise<KeptResult> {
  const metrics: Metric[] = [];
  await underDeadline(limits, (signal) => collector.collect(metrics, { signal }));
  return { metrics: [...metrics], collectedAt: performance.now() };
}

/** A collector that shows what was collected before. */
export interface KeepingCollector extends Collector, Disposable {
  /** Seconds since what it shows was collected; undefined where it has nothing to show. */
  readonly ageSeconds: () => number | undefined;
}

/** Seconds since a result. */
export function ageOf(kept: KeptResult | undefined): number | undefined {
  return kept && (performance.now() - kept.collectedAt) / 1000;
}
