import type { Row } from '@telltale/rows';
import type { SqlStatement } from './sql-query.ts';

/** One connection: it runs one statement at a time. */
export interface SqlConnection {
  /** Whether it can take another statement: it was not lost, and nothing was cancelled on it. */
  readonly isUsable: boolean;
  /**
   * Rejects with the reason of the signal when that is aborted, after the statement was cancelled at the server as far
   * as that answers within a second; else with what the driver says.
   */
  query(statement: SqlStatement, signal: AbortSignal): Promise<readonly Row[]>;
  /** Lets the process end while nothing is asked of it. */
  rest(): void;
  /** Keeps the process alive again. */
  wake(): void;
  /** Settles when it is gone, within a second; never rejects. */
  close(): Promise<void>;
}
