import type { SqlSourceOptions } from '@telltale/collector-sql';

/** A database server of the test's own, as the tests that all of them share need it. */
export interface SqlServer extends AsyncDisposable {
  /** How to reach it; `more` is added. */
  source(more?: object): SqlSourceOptions;
  /** Does something on a connection that has nothing to do with what is tested. */
  admin(sql: string): Promise<Record<string, unknown>[]>;
  /** The statements of sources that run at the server at this moment. */
  running(): Promise<string[]>;
  /** How many connections of sources there are at the server. */
  connections(): Promise<number>;
  /** Locks the table `jobs` against reading, until the lock is disposed of. */
  lock(): Promise<AsyncDisposable>;
  /** Ends all connections of sources, at the server. */
  dropConnections(): Promise<void>;
  /** Has all processes of the server stand still, until what it gives is called. */
  freeze(): () => void;
  stop(): Promise<void>;
  /** Starts it on the same port, after `stop()`. */
  startAgain(): Promise<void>;
  /** A statement that takes so many seconds. */
  sleep(seconds: number): string;
  /** A statement that goes on for hours, also when whoever asked has hung up. */
  readonly endless: string;
}

/** What `password` is, in all of them: with all that has a meaning in an address. */
export const plantedPassword = "pl@nted:/?# %41'";
