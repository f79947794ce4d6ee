/** Why work was given up: nobody heard of it in time. */
export class DeadlineError extends Error {
  constructor(milliseconds: number) {
    super(`no answer after ${milliseconds} ms`);
    this.name = 'DeadlineError';
  }
}

/** Whether that was a deadline, of ours or of a source that has one of its own. */
export function isTimeout(error: unknown): boolean {
  return (
    error instanceof DeadlineError || (error instanceof Error && error.name === 'TimeoutError')
  );
}

export interface Limits {
  /** Default: no deadline. */
  readonly timeoutMs?: number | undefined;
  /** Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs work with a signal of its own and settles at the latest when the deadline passes or `signal` aborts, whether or
 * not the work heeds its signal.
 *
 * @throws DeadlineError at the deadline
 * @throws the reason of `signal`
 */
export async function underDeadline<Result>(
  { timeoutMs, signal }: Limits,
  work: (signal: AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const ended = Promise.withResolvers<never>();
  // Nobody may wait for it any more.
  ended.promise.catch(() => undefined);
  const end = (reason: unknown): void => {
    controller.abort(reason);
    ended.reject(reason);
  };
  const abort = (): void => {
    end(signal?.reason);
  };
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          end(new DeadlineError(timeoutMs));
        }, timeoutMs);
  try {
    // The race keeps listening to the loser, so a rejection that comes too late is not an unhandled one.
    return await Promise.race([work(controller.signal), ended.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
