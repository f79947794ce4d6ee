import type { Collector } from '@telltale/model';
import { checkMilliseconds } from './check-milliseconds.ts';
import {
  appendKept,
  collectAndKeep,
  defaultRunTimeoutMs,
  disposeOf,
  type KeptFamilies,
} from './kept-families.ts';

/** Options of {@link background}. */
export interface BackgroundOptions {
  /** Milliseconds between the end of one collection and the begin of the next. */
  readonly interval: number;
  /** Deadline of a collection in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** A collector that works by itself until it is disposed of. */
export type BackgroundCollector = Collector & Disposable;

/**
 * A collector that asks another one every so often, whoever scrapes, and shows what it gave last; the first scrape
 * waits for the first result. After a collection that failed, scrapes fail too until the next one succeeds: no old
 * value is shown as if it were new. The gauge `telltale_collector_age_seconds{collector}` says how old the result is.
 *
 * It begins at once, does not keep the process alive, and ends with `[Symbol.dispose]()`, which it passes on.
 *
 * @throws INVALID_OPTION if a time is not above 0
 */
export function background(collector: Collector, options: BackgroundOptions): BackgroundCollector {
  const interval = checkMilliseconds('interval', options.interval);
  const timeoutMs = checkMilliseconds('timeoutMs', options.timeoutMs ?? defaultRunTimeoutMs);
  const disposal = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (): Promise<KeptFamilies> => {
    try {
      return await collectAndKeep(collector, { timeoutMs, signal: disposal.signal });
    } finally {
      if (!disposal.signal.aborted) {
        timer = setTimeout(refresh, interval);
        // In some runtimes a timer is a number, which keeps nothing alive.
        (timer as { unref?(): unknown }).unref?.();
      }
    }
  };
  /** The last collection that has ended; before any has, the first. */
  let last = ask();
  // Whoever scrapes is told of a failure; without a scrape it is no unhandled rejection.
  last.catch(() => undefined);
  function refresh(): void {
    const next = ask();
    const ended = (): void => {
      last = next;
    };
    next.then(ended, ended);
  }
  return {
    name: collector.name,
    async collect(buf) {
      appendKept(buf, collector.name, await last);
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      disposal.abort(new Error(`the collector ${collector.name} was disposed of`));
      disposeOf(collector);
    },
  };
}
