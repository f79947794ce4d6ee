import type { Metric } from './metric.ts';
import type { MetricFamily } from './metric-family.ts';

/** What a collector is told about the scrape it works for. */
export interface CollectContext {
  /** Aborts at the deadline of this collector, or when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Makes metrics when they are asked for: at each scrape, not before. */
export interface Collector {
  /** Tells collectors apart in errors and in the label `collector`. */
  readonly name: string;
  /**
   * Appends metrics to `buf`, which is this collector's own and append-only. What was appended is read when this
   * returns or its promise resolves; if it throws, or is later than its deadline, nothing of it is used.
   * It may be called again before an earlier call has ended.
   */
  collect(buf: Metric[], context: CollectContext): void | Promise<void>;
}

/** How to gather. */
export interface GatherOptions {
  /** Ends the collection early; it then rejects with the signal's reason. Default: never. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of each collector in milliseconds. Default: the gatherer's own. */
  readonly timeoutMs?: number | undefined;
  /** Only families with one of these names. Default: all of them. */
  readonly names?: readonly string[] | undefined;
}

/** Gives a consistent set of families: a registry, or what behaves like one. */
export interface Gatherer {
  /**
   * Reads everything at one moment; each name once. Rejects with the reason of `signal` once that is aborted.
   *
   * @throws GATHER_FAILED if the gatherer fails rather than leaves something out
   */
  gather(options?: GatherOptions): Promise<readonly MetricFamily[]>;
  /**
   * Another value whenever what is gathered from has changed (something was registered or removed). Scrapes of the
   * same moment share one collection only while it stays the same. Default: always the same.
   */
  readonly generation?: unknown;
}
