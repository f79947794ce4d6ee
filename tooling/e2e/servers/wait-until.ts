import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** How long to wait at most, in milliseconds. Default: 20,000. */
  readonly withinMs?: number;
  /** How long to wait between two tries, in milliseconds. Default: 50. */
  readonly everyMs?: number;
}

/**
 * Tries again until `probe` gives something, which is what this resolves with. A probe that throws
 * has not given anything yet; what it threw last is in the error when the time is over.
 */
export async function waitUntil<Result>(
  what: string,
  probe: () => Result | undefined | Promise<Result | undefined>,
  { withinMs = 20_000, everyMs = 50 }: WaitOptions = {},
): Promise<Result> {
  const deadline = performance.now() + withinMs;
  let reason: unknown;
  do {
    try {
      const result = await probe();
      if (result !== undefined) return result;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await sleep(everyMs);
  } while (performance.now() < deadline);
  const detail = reason instanceof Error ? `: ${reason.message}` : '';
  throw new Error(`${what}: not within ${withinMs} ms${detail}`, { cause: reason });
}
