import type { PoolUse } from '@telltale/rows';
import type { SqlConnection } from './sql-connection.ts';

/** Limits of a {@link ConnectionPool}, and how it gets connections. */
export interface ConnectionPoolOptions {
  readonly max: number;
  readonly idleTimeoutMs: number;
  /** Rejects with the reason of the signal soon after that is aborted. */
  readonly open: (signal: AbortSignal) => Promise<SqlConnection>;
}

interface IdleConnection {
  readonly connection: SqlConnection;
  readonly timer: NodeJS.Timeout;
}

/**
 * Connections that are used one after the other. The pools of the drivers would do, but for one thing: whoever waits
 * for a connection there cannot be told to stop, so that scrapes of a slow database pile up.
 */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  /** The one that was used last is at the end, and is taken first, so that those that are not needed grow old. */
  readonly #idle: IdleConnection[] = [];
  /** Called in the order in which they came, each when a connection may be had. */
  readonly #waiting = new Set<() => void>();
  readonly #closing = new Set<Promise<void>>();
  #busy = 0;
  #onQuiet: (() => void) | undefined;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
  }

  /** The connections now. */
  use(): PoolUse {
    this.#dropLost();
    const idle = this.#idle.length;
    return {
      max: this.#options.max,
      open: this.#busy + idle,
      idle,
      waiting: this.#waiting.size,
    };
  }

  /** Runs something on a connection of its own. Rejects with the reason of the signal when that is aborted before. */
  async run<Result>(
    signal: AbortSignal,
    work: (connection: SqlConnection) => Promise<Result>,
  ): Promise<Result> {
    await this.#turn(signal);
    try {
      const connection = this.#take() ?? (await this.#options.open(signal));
      try {
        return await work(connection);
      } finally {
        this.#giveBack(connection);
      }
    } finally {
      this.#busy--;
      this.#next();
    }
  }

  /** Closes what is idle, and waits for what is being closed. What is under way is for the caller to abort. */
  async close(): Promise<void> {
    while (this.#busy > 0) {
      await new Promise<void>((resolve) => {
        this.#onQuiet = resolve;
      });
    }
    for (const { connection, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      this.#end(connection);
    }
    await Promise.all(this.#closing);
  }

  /** Waits until there may be one more busy connection, and counts it. */
  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#busy < this.#options.max && this.#waiting.size === 0) {
      this.#busy++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(onTurn);
        reject(signal.reason as Error);
      };
      this.#waiting.add(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Hands the place over to who waits first, so that nobody who comes just now is before them. */
  #next(): void {
    const [first] = this.#waiting;
    if (first !== undefined && this.#busy < this.#options.max) {
      this.#waiting.delete(first);
      this.#busy++;
      first();
    }
    if (this.#busy === 0) this.#onQuiet?.();
  }

  #take(): SqlConnection | undefined {
    this.#dropLost();
    const taken = this.#idle.pop();
    if (taken === undefined) return undefined;
    clearTimeout(taken.timer);
    taken.connection.wake();
    return taken.connection;
  }

  #giveBack(connection: SqlConnection): void {
    if (!connection.isUsable) {
      this.#end(connection);
      return;
    }
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((idle) => idle.connection === connection);
      this.#idle.splice(at, 1);
      this.#end(connection);
    }, this.#options.idleTimeoutMs);
    timer.unref();
    connection.rest();
    this.#idle.push({ connection, timer });
  }

  #dropLost(): void {
    for (const idle of this.#idle.filter(({ connection }) => !connection.isUsable)) {
      clearTimeout(idle.timer);
      this.#idle.splice(this.#idle.indexOf(idle), 1);
      this.#end(idle.connection);
    }
  }

  #end(connection: SqlConnection): void {
    const closing = connection.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
