import { setTimeout as sleep } from 'node:timers/promises';
import type { Row, RowSource } from '@telltale/rows';
import type { ModuleContext } from '../sources/module.ts';

/** What can be asked: rows that are given as they are, after a while, or why there are none. */
interface Query {
  readonly rows?: readonly Row[];
  readonly delayMs?: number;
  readonly error?: string;
  /** Whether it does not heed its signal. */
  readonly isDeaf?: boolean;
}

/** How many sources are open, and queries were asked. It is kept outside, as each version of the module is evaluated. */
const shared = globalThis as typeof globalThis & { testRows?: { open: number; asked: number } };

export function testRows(): { open: number; asked: number } {
  return (shared.testRows ??= { open: 0, asked: 0 });
}

/** A source of rows for tests: gives the rows that it is asked for. */
export default function rows({ options }: ModuleContext): RowSource<unknown> {
  const { max = 4, down = false } = options as { readonly max?: number; readonly down?: boolean };
  testRows().open++;
  return {
    type: 'test',
    async query(query, { signal }) {
      testRows().asked++;
      const { rows: given = [], delayMs = 0, error, isDeaf = false } = query as Query;
      if (delayMs > 0) await sleep(delayMs, undefined, isDeaf ? { ref: false } : { signal });
      if (down) throw new Error('connection refused');
      if (error !== undefined) throw new Error(error);
      return given;
    },
    pool: () => ({ max, open: 1, idle: 1, waiting: 0 }),
    [Symbol.asyncDispose]() {
      testRows().open--;
      return Promise.resolve();
    },
  };
}
