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
  const abort = (): void => {
    controller.abort(signal?.reason);
  };
  signal?.addEventListener('abort', abort, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const buf: Metric[] = [];
    const pending = collector.collect(buf, { signal: controller.signal }) as
      Promise<unknown> | undefined;
    let returned: unknown;
    if (pending !== undefined) {
      const ended = new Promise<void>((_, reject) => {
        controller.signal.addEventListener(
          'abort',
          () => {
            reject(controller.signal.reason as Error);
          },
          { once: true },
        );
        timer = setTimeout(() => {
          controller.abort(new LateError(collector, timeoutMs));
        }, timeoutMs);
      });
      // The race keeps listening to the loser, so a rejection that comes too late is not an unhandled one.
      returned = await Promise.race([pending, ended]);
    } else if (elapsed() * 1000 > timeoutMs) {
      throw new LateError(collector, timeoutMs);
    }
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
  constructor(collector: Collector, timeoutMs: number) {
    super(
      `the collector ${collector.name} had not answered after ${timeoutMs} ms; it contributes nothing to this page`,
    );
  }
}
