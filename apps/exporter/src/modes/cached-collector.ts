import type { Collector } from '@telltale/model';
import { AbandonedError } from './abandoned.ts';
import { ageOf, keptResult, type KeepingCollector, type KeptResult } from './kept-result.ts';

export interface CachedOptions {
  /** How long a result is shown, in milliseconds. */
  readonly ttlMs: number;
  /** Deadline of a collection; it may be later than a scrape's, which then misses it. */
  readonly timeoutMs: number;
}

/**
 * A collector that asks another one at most once in a while, and once for all scrapes that come while it works. A
 * failure is not kept, and an old result is never shown past its time.
 */
export function cachedCollector(
  collector: Collector,
  { ttlMs, timeoutMs }: CachedOptions,
): KeepingCollector {
  const disposal = new AbortController();
  let kept: KeptResult | undefined;
  let running: Promise<KeptResult> | undefined;

  const ask = async (): Promise<KeptResult> => {
    try {
      kept = await keptResult(collector, { timeoutMs, signal: disposal.signal });
      return kept;
    } finally {
      running = undefined;
    }
  };
  return {
    name: collector.name,
    async collect(buf) {
      const isFresh = kept !== undefined && performance.now() - kept.collectedAt < ttlMs;
      if (!isFresh) kept = undefined;
      const { metrics } = kept ?? (await (running ??= ask()));
      for (const metric of metrics) buf.push(metric);
    },
    ageSeconds: () => ageOf(kept),
    [Symbol.dispose]() {
      disposal.abort(new AbandonedError('the collector was closed'));
    },
  };
}
