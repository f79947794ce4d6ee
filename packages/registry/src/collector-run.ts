import { isMetric, type Collector, type Metric } from '@telltale/model';

/** Why a collection gave nothing: it threw, or it was later than its deadline. */
export type RunFailure = 'error' | 'timeout';

/** How the collection of one collector ended. */
export type RunOutcome<Result> =
  | { readonly ok: true; readonly result: Result; readonly seconds: number }
  | {
      readonly ok: false;
      readonly failure: RunFailure;
      readonly error: unknown;
      readonly seconds: number;
    };

export interface RunOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs one collector with a buffer of its own, until it settles, its deadline passes, or `signal` aborts. It never
 * rejects; `read` is called at the moment the collector settles, and what it makes of the buffer is the result.
 */
export async function runCollector<Result>(
  collector: Collector,
  { timeoutMs, signal }: RunOptions,
  read: (buf: readonly Metric[]) => Result,
): Promise<RunOutcome<Result>> {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  // Nobody waits for it where the collector is not async.
  ended.catch(() => undefined);
  const end = (reason: unknown): void => {
    controller.abort(reason);
    reject(reason);
  };
  const abort = (): void => {
    end(signal?.reason);
  };
  signal?.addEventListener('abort', abort);
  // One that was begun too late, by a gathering that another collector has ended.
  if (signal?.aborted === true) abort();
  const timer = setTimeout(() => {
    end(new LateError(timeoutMs));
  }, timeoutMs);
  try {
    const buf: Metric[] = [];
    const pending = collector.collect(buf, { signal: controller.signal }) as
      Promise<unknown> | undefined;
    // The race keeps listening to the loser, so a rejection that comes too late is not an unhandled one.
    const returned = pending && (await Promise.race([pending, ended]));
    // One that is not async has held up the timer too.
    if (elapsed() * 1000 > timeoutMs) throw new LateError(timeoutMs);
    if ([returned].flat().some(isMetric)) {
      throw new Error('collect() returned metrics; append them to buf');
    }
    return { ok: true, result: read(buf), seconds: elapsed() };
  } catch (error) {
    return {
      ok: false,
      failure: error instanceof LateError ? 'timeout' : 'error',
      error,
      seconds: elapsed(),
    };
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
