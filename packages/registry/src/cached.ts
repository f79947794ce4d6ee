import type { Collector } from '@telltale/model';
import { checkMilliseconds } from './check-milliseconds.ts';
import {
  appendKept,
  collectAndKeep,
  defaultRunTimeoutMs,
  disposeOf,
  type KeptFamilies,
} from './kept-families.ts';

/** Options of {@link cached}. */
export interface CachedOptions {
  /** How long a result is served, in milliseconds. */
  readonly ttl: number;
  /** Deadline of a collection in milliseconds; it may be later than a scrape's, which it then misses. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * A collector that asks another one at most once in `ttl` milliseconds, and once for all scrapes that come while it
 * works. A failure is not kept: the next scrape asks again, and an old result is never served past its time.
 * The gauge `telltale_collector_age_seconds{collector}` says how old the result is.
 *
 * It passes `[Symbol.dispose]()` on.
 *
 * @throws INVALID_OPTION if a time is not above 0
 */
export function cached(collector: Collector, options: CachedOptions): Collector & Disposable {
  const ttl = checkMilliseconds('ttl', options.ttl);
  const timeoutMs = checkMilliseconds('timeoutMs', options.timeoutMs ?? defaultRunTimeoutMs);
  let kept: KeptFamilies | undefined;
  let running: Promise<KeptFamilies> | undefined;

  const ask = async (): Promise<KeptFamilies> => {
    try {
      kept = await collectAndKeep(collector, { timeoutMs });
      return kept;
    } finally {
      running = undefined;
    }
  };
  return {
    name: collector.name,
    async collect(buf) {
      const fresh = kept !== undefined && performance.now() - kept.collectedAt < ttl;
      const families = fresh ? kept : await (running ??= ask());
      if (families !== undefined) appendKept(buf, collector.name, families);
    },
    [Symbol.dispose]() {
      disposeOf(collector);
    },
  };
}
