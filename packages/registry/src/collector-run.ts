import { isMetric, type Metric } from '@telltale/model';
import type { Entry } from './entry.ts';
import { failureOf, type Failure } from './failure.ts';
import type { View } from './view.ts';

/** How the collection of one collector ended. */
export type RunOutcome<Reading> = { readonly seconds: number } & (
  | { readonly result: Reading[] }
  | {
      readonly result?: undefined;
      /** It threw, or it was later than its deadline. */
      readonly failed: Failure;
    }
);

/** A collector, and what its metrics are shown through. */
export type RunEntry = Pick<Entry, 'collector'> & Partial<Pick<Entry, 'view'>>;

export interface RunOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs one collector with a buffer of its own, until it settles, its deadline passes, or `signal` aborts. It never
 * rejects; `read` is called at the moment the collector settles, and what it makes of the metrics is the result.
 */
export async function runCollector<Reading>(
  { collector, view }: RunEntry,
  { timeoutMs, signal }: RunOptions,
  read: (metric: Metric, view: View | undefined) => Reading,
): Promise<RunOutcome<Reading>> {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const controller = new AbortController();
  const { signal: own } = controller;
  const abort = (): void => {
    controller.abort(signal?.reason);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    signal?.addEventListener('abort', abort);
    // One that is begun too late, by a gathering that another collector has ended.
    if (signal?.aborted) abort();
    const buf: Metric[] = [];
    const pending = collector.collect(buf, { signal: own }) as Promise<unknown> | undefined;
    // Most are not async, and neither wait nor can be ended.
    const returned =
      pending &&
      (await Promise.race([
        // It keeps listening to the loser, so a rejection that comes too late is not an unhandled one.
        pending,
        new Promise<never>((_, reject) => {
          // With the event; the reason is read where that is caught.
          own.addEventListener('abort', reject);
          timer = setTimeout(() => {
            controller.abort(new LateError(timeoutMs));
          }, timeoutMs);
          // It may have been ended before it gave a promise.
          own.throwIfAborted();
        }),
      ]));
    // One that is not async has held up the timer too.
    if (elapsed() * 1000 > timeoutMs) throw new LateError(timeoutMs);
    if ([returned].flat().some(isMetric)) {
      throw new Error('collect() returned metrics; append them to buf');
    }
    const result: Reading[] = [];
    for (const metric of buf) result.push(read(metric, view));
    return { result, seconds: elapsed() };
  } catch (error) {
    const cause: unknown = own.aborted ? own.reason : error;
    const failed = failureOf(cause instanceof LateError ? 'timeout' : 'error', cause);
    return { failed, seconds: elapsed() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Its own class, so that who runs a collector inside another one is late too and not just failed. */
class LateError extends Error {
  constructor(timeoutMs: number) {
    super(`no answer after ${timeoutMs} ms`);
  }
}
