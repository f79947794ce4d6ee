import type { Socket } from 'node:net';
import type { Row } from '@telltale/rows';
import type { Credentials } from './credentials.ts';
import type { SqlConnection } from './sql-connection.ts';
import type { SqlStatement } from './sql-query.ts';
import { untilAborted } from './until-aborted.ts';
import { atMost, cancelGraceMs, untilCancelled } from './until-cancelled.ts';

/** One connection to a server over a socket, whose driver answers a statement with an `Answer`. */
export abstract class ServerConnection<Answer> implements SqlConnection {
  protected readonly credentials: Credentials;
  /** Set once it was lost, or something was cancelled on it. */
  protected isLost = false;
  #isRunning = false;

  constructor(credentials: Credentials) {
    this.credentials = credentials;
  }

  get isUsable(): boolean {
    return !this.isLost;
  }

  /** Sets it up; nothing of it is left behind where that fails, or the signal is aborted meanwhile. */
  async open(signal: AbortSignal): Promise<this> {
    signal.throwIfAborted();
    const onAbort = (): void => {
      this.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await untilAborted(signal, this.setUp());
      return this;
    } catch (error) {
      this.destroy();
      signal.throwIfAborted();
      throw this.credentials.errorOf(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async query(statement: SqlStatement, signal: AbortSignal): Promise<readonly Row[]> {
    const running = this.ask(statement);
    this.#isRunning = true;
    running.then(
      () => (this.#isRunning = false),
      () => (this.#isRunning = false),
    );
    try {
      return this.rowsOf(
        await untilCancelled(running, signal, () => {
          // A cancel may come late, and must not meet another statement.
          this.isLost = true;
          return this.cancel();
        }),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (this.endsSession(error)) this.isLost = true;
      throw this.credentials.errorOf(error);
    }
  }

  rest(): void {
    this.socket.unref();
  }

  wake(): void {
    this.socket.ref();
  }

  async close(): Promise<void> {
    // What still runs there was not cancelled within its time, and a farewell would wait for it.
    if (!this.#isRunning && !this.isLost) await atMost(cancelGraceMs, this.sayFarewell());
    this.destroy();
  }

  protected destroy(): void {
    this.isLost = true;
    this.socket.destroy();
  }

  protected abstract get socket(): Socket;
  protected abstract setUp(): Promise<void>;
  protected abstract ask(statement: SqlStatement): Promise<Answer>;
  protected abstract rowsOf(answer: Answer): readonly Row[];
  /** Has the server cancel what runs. */
  protected abstract cancel(): Promise<void>;
  protected abstract sayFarewell(): Promise<void>;
  /** Whether an error is the last of its connection, whose end may come later than the next statement. */
  protected abstract endsSession(error: unknown): boolean;
}
