/**
 * Runs something under a signal that is aborted with the first of two, with its reason. `AbortSignal.any()` does the
 * same, but what it makes of a signal that lives long is not always collected as garbage.
 */
export async function untilEither<Result>(
  first: AbortSignal,
  second: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stops = [first, second].map((signal) => {
    const onAbort = (): void => {
      controller.abort(signal.reason);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    return () => {
      signal.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await work(controller.signal);
  } finally {
    for (const stop of stops) stop();
  }
}
