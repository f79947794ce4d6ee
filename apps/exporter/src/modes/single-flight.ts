import type { Collector, Metric } from '@telltale/model';
import { underDeadline } from './under-deadline.ts';

/** A collection that some scrapes wait for. */
interface Flight {
  readonly metrics: Promise<readonly Metric[]>;
  readonly controller: AbortController;
  waiting: number;
  hasEnded: boolean;
}

/**
 * A collector that collects once for all scrapes that ask while it works, each of which leaves at its own deadline. The
 * collection is aborted when nobody waits for it any more. The next one begins only when the last has really ended, so
 * that nothing piles up on a source that hangs.
 */
export function singleFlight(collector: Collector): Collector {
  let flight: Flight | undefined;
  /** Settles when no work of the collector is under way; never rejects. */
  let idle: Promise<unknown> = Promise.resolve();

  const collect = async (signal: AbortSignal): Promise<readonly Metric[]> => {
    await underDeadline({ signal }, () => idle);
    const metrics: Metric[] = [];
    const work = (async () => {
      await collector.collect(metrics, { signal });
    })();
    idle = work.catch(() => undefined);
    await work;
    return metrics;
  };
  const begin = (): Flight => {
    const controller = new AbortController();
    const metrics = collect(controller.signal);
    // Of those who wait, the last may have left.
    metrics.catch(() => undefined);
    const begun: Flight = { metrics, controller, waiting: 0, hasEnded: false };
    const end = (): void => {
      begun.hasEnded = true;
      if (flight === begun) flight = undefined;
    };
    metrics.then(end, end);
    return begun;
  };
  return {
    name: collector.name,
    async collect(buf, { signal }) {
      signal.throwIfAborted();
      const joined = (flight ??= begin());
      joined.waiting++;
      try {
        const metrics = await underDeadline({ signal }, () => joined.metrics);
        for (const metric of metrics) buf.push(metric);
      } finally {
        joined.waiting--;
        // Also one that has ended may have left a listener at its signal.
        if (joined.waiting === 0 && !joined.hasEnded) {
          if (flight === joined) flight = undefined;
          joined.controller.abort(signal.reason);
        }
      }
    },
  };
}
