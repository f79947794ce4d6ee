import type { Collector } from '@telltale/model';
import { AbandonedError } from './abandoned.ts';
import { ageOf, keptResult, type KeepingCollector, type KeptResult } from './kept-result.ts';
import type { Timetable } from './timetable.ts';

/** Timers are set anew this often, so that a clock that was set, or a machine that slept, delays nothing for long. */
const longestSleepMs = 30_000;

export interface ScheduledOptions {
  readonly timetable: Timetable;
  /** Deadline of a collection in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * A collector that asks another one by itself: at once, and then by the timetable, whoever scrapes. Scrapes are shown
 * what it gave last; the first ones wait for the first result. After a collection that failed, scrapes fail too until
 * the next one succeeds: no old value is shown as if it were new.
 */
export function scheduledCollector(
  collector: Collector,
  { timetable, timeoutMs }: ScheduledOptions,
): KeepingCollector {
  const disposal = new AbortController();
  const { signal } = disposal;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept: KeptResult | undefined;

  const sleepUntil = (time: number, since: number): void => {
    if (signal.aborted) return;
    timer = setTimeout(
      () => {
        const now = timetable.clock();
        // A clock that was set back has other moments before it than it was told of.
        if (now < since) sleepUntil(timetable.next(now), now);
        else if (now < time) sleepUntil(time, now);
        else refresh();
      },
      Math.min(Math.max(time - since, 0), longestSleepMs),
    );
    timer.unref();
  };
  const ask = async (): Promise<KeptResult> => {
    try {
      kept = await keptResult(collector, { timeoutMs, signal });
      return kept;
    } catch (error) {
      kept = undefined;
      throw error;
    } finally {
      const now = timetable.clock();
      sleepUntil(timetable.next(now), now);
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
      const { metrics } = await last;
      for (const metric of metrics) buf.push(metric);
    },
    ageSeconds: () => ageOf(kept),
    [Symbol.dispose]() {
      clearTimeout(timer);
      disposal.abort(new AbandonedError('the collector was closed'));
    },
  };
}
