import type { PoolUse } from '@telltale/rows';
import { Turns } from '@telltale/rows/internal';
import { RedisConnection } from './redis-connection.ts';
import { RedisError } from './redis-error.ts';

/** Connections, each of which one query uses at a time. */
export class RedisConnections {
  readonly #max: number;
  readonly #open: (signal: AbortSignal) => Promise<RedisConnection>;
  readonly #idle: RedisConnection[] = [];
  readonly #turns: Turns;
  #isClosed = false;

  constructor(max: number, open: (signal: AbortSignal) => Promise<RedisConnection>) {
    this.#max = max;
    this.#turns = new Turns(max);
    this.#open = open;
  }

  /**
   * Works with a connection in its turn. Where one that was opened before turns out to be lost, the work is begun anew,
   * so it must change nothing.
   *
   * @throws what the work throws, RedisError, or the reason of the signal
   */
  async use<Result>(
    signal: AbortSignal,
    work: (connection: RedisConnection) => Promise<Result>,
  ): Promise<Result> {
    return this.#turns.take(signal, async () => {
      for (let kept = this.#takeIdle(); kept !== undefined; kept = this.#takeIdle()) {
        try {
          return await this.#workWith(kept, work);
        } catch (error) {
          if (!(error instanceof RedisError && error.reason === 'connection')) throw error;
        }
      }
      return this.#workWith(await this.#open(signal), work);
    });
  }

  pool(): PoolUse {
    const idle = this.#idle.filter(({ isOpen }) => isOpen).length;
    const { taken, waiting } = this.#turns.use;
    return { max: this.#max, open: taken + idle, idle, waiting };
  }

  /** Closes those that are idle, and the others as soon as they are. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  async #workWith<Result>(
    connection: RedisConnection,
    work: (connection: RedisConnection) => Promise<Result>,
  ): Promise<Result> {
    connection.setBusy(true);
    try {
      return await work(connection);
    } finally {
      if (this.#isClosed) connection.close();
      else if (connection.isOpen) {
        connection.setBusy(false);
        this.#idle.push(connection);
      }
    }
  }

  #takeIdle(): RedisConnection | undefined {
    for (let found = this.#idle.pop(); found !== undefined; found = this.#idle.pop()) {
      if (found.isOpen) return found;
    }
    return undefined;
  }
}
