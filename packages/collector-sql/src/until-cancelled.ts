/** How long a server may take to confirm a cancel. */
export const cancelGraceMs = 1000;

/** Settles as `work` does, or after `ms` at the latest; never rejects. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<unknown>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => undefined), over]);
  clearTimeout(timer);
}

/**
 * Waits for something that runs at a server. When the signal is aborted it has `cancel` called, waits until the server
 * has confirmed by an answer, whichever, for a second at most, and rejects with the reason of the signal.
 */
export async function untilCancelled<Result>(
  running: Promise<Result>,
  signal: AbortSignal,
  cancel: () => Promise<unknown>,
): Promise<Result> {
  const { promise: aborted, resolve } = Promise.withResolvers<'aborted'>();
  const onAbort = (): void => {
    resolve('aborted');
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const first = await Promise.race([running.then((result) => ({ result })), aborted]);
    if (first !== 'aborted') return first.result;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  await atMost(cancelGraceMs, Promise.all([cancel(), running]));
  throw signal.reason;
}
