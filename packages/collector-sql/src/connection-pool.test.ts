import { describe, expect, it } from 'vitest';
import { ConnectionPool } from './connection-pool.ts';
import type { SqlConnection } from './sql-connection.ts';

/** A connection to nothing; those to servers are tested with real ones. */
class NoConnection implements SqlConnection {
  isUsable = true;
  isClosed = false;
  isResting = false;

  query(): Promise<[]> {
    return Promise.resolve([]);
  }
  rest(): void {
    this.isResting = true;
  }
  wake(): void {
    this.isResting = false;
  }
  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

const never = new AbortController().signal;

function setUp(max: number) {
  const opened: NoConnection[] = [];
  const pool = new ConnectionPool({
    max,
    idleTimeoutMs: 60_000,
    open(signal) {
      signal.throwIfAborted();
      const connection = new NoConnection();
      opened.push(connection);
      return Promise.resolve(connection);
    },
  });
  /** Work that takes a connection until it is told to end. */
  const start = (signal = never) => {
    const end = Promise.withResolvers<undefined>();
    const result = pool.run(signal, async (connection) => {
      await end.promise;
      return connection;
    });
    return {
      result,
      end: () => {
        end.resolve(undefined);
      },
    };
  };
  return { pool, opened, start };
}

describe('a pool', () => {
  it('uses a connection again, rather than open another', async () => {
    const { pool, opened } = setUp(3);
    for (let n = 0; n < 5; n++)
      await pool.run(never, (connection) => connection.query({ sql: '', parameters: [] }, never));
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatchObject({ isResting: true, isClosed: false });
    await pool.close();
    expect(opened[0]?.isClosed).toBe(true);
  });

  it('lets in as many as may be, the others in their order', async () => {
    const { pool, opened, start } = setUp(2);
    const order: number[] = [];
    const works = [0, 1, 2, 3].map((n) => {
      const work = start();
      void work.result.then(() => order.push(n));
      return work;
    });
    await Promise.resolve();
    expect(pool.use()).toEqual({ max: 2, open: 2, idle: 0, waiting: 2 });
    for (const work of works) {
      work.end();
      await work.result;
    }
    expect(order).toEqual([0, 1, 2, 3]);
    expect(opened).toHaveLength(2);
    expect(pool.use()).toEqual({ max: 2, open: 2, idle: 2, waiting: 0 });
  });

  it('does not let anybody pass by those that wait', async () => {
    const { pool, start } = setUp(1);
    const first = start();
    const second = start();
    first.end();
    const third = start();
    await first.result;
    expect(pool.use().waiting).toBe(1);
    second.end();
    third.end();
    await expect(Promise.all([second.result, third.result])).resolves.toHaveLength(2);
  });

  it('gives the place back when opening fails, or the work', async () => {
    let fails = true;
    const pool = new ConnectionPool({
      max: 1,
      idleTimeoutMs: 60_000,
      open: () =>
        fails ? Promise.reject(new Error('refused')) : Promise.resolve(new NoConnection()),
    });
    await expect(pool.run(never, () => Promise.resolve())).rejects.toThrow('refused');
    fails = false;
    await expect(pool.run(never, () => Promise.reject(new Error('syntax')))).rejects.toThrow(
      'syntax',
    );
    expect(pool.use()).toEqual({ max: 1, open: 1, idle: 1, waiting: 0 });
    await expect(pool.run(never, () => Promise.resolve(7))).resolves.toBe(7);
    await pool.close();
  });

  it('closes what was lost, in use or idle', async () => {
    const { pool, opened } = setUp(1);
    await pool.run(never, () => {
      opened[0]!.isUsable = false;
      return Promise.resolve();
    });
    expect(pool.use().open).toBe(0);
    await pool.run(never, () => Promise.resolve());
    opened[1]!.isUsable = false;
    expect(pool.use().open).toBe(0);
    await pool.run(never, () => Promise.resolve());
    expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
    await pool.close();
  });

  it('forgets those that waited and were aborted', async () => {
    const { pool, start } = setUp(1);
    const first = start();
    const controller = new AbortController();
    const gone = Array.from({ length: 100 }, () => start(controller.signal));
    const last = start();
    expect(pool.use().waiting).toBe(101);
    const reason = new Error('late');
    controller.abort(reason);
    for (const { result } of gone) await expect(result).rejects.toBe(reason);
    expect(pool.use().waiting).toBe(1);
    first.end();
    last.end();
    await last.result;
  });

  it('waits with closing for what is under way', async () => {
    const { pool, start } = setUp(1);
    const work = start();
    let isClosed = false;
    const closing = pool.close().then(() => (isClosed = true));
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    work.end();
    await closing;
    expect(pool.use().open).toBe(0);
  });
});
