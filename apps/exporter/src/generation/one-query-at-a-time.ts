import type { RowSource } from '@telltale/rows';
import { underDeadline } from '../modes/under-deadline.ts';

/**
 * The same source for one collector, whose next query begins only when its last has really ended. Whoever waited for
 * that one may have left long before, where the server does not heed a cancellation: nothing piles up there.
 */
export function oneQueryAtATime<Query>(
  source: RowSource<Query>,
): Pick<RowSource<Query>, 'type' | 'query'> & AsyncDisposable {
  /** Never rejects. */
  let idle: Promise<unknown> = Promise.resolve();
  return {
    type: source.type,
    async query(query, context) {
      await underDeadline({ signal: context.signal }, () => idle);
      const rows = source.query(query, context);
      idle = rows.catch(() => undefined);
      return rows;
    },
    // It belongs to others, too.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
