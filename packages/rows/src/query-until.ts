import type { RowSource } from './row-source.ts';
import type { Row } from './row.ts';

/**
 * Asks a source under a signal and a deadline of its own. It does not wait longer than they do, even for a source that
 * does not heed them.
 */
export async function queryUntil<Query>(
  source: RowSource<Query>,
  query: Query,
  signal: AbortSignal,
  timeoutMs: number | undefined,
): Promise<readonly Row[]> {
  const controller = new AbortController();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      controller.abort(signal.reason);
    };
    controller.signal.addEventListener('abort', () => {
      reject(controller.signal.reason as Error);
    });
  });
  signal.addEventListener('abort', onAbort, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          controller.abort(new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError'));
        }, timeoutMs);
  try {
    return await Promise.race([source.query(query, { signal: controller.signal }), aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    // Whoever lost the race is not waited for; that it rejects then is no unhandled rejection.
    aborted.catch(() => undefined);
  }
}
