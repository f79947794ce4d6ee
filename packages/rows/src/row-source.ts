import type { Row } from './row.ts';

/** Of whom a query is asked, and until when. */
export interface QueryContext {
  /** Aborts at the deadline of the query, or when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** The connections of a source at this moment. */
export interface PoolUse {
  /** How many there may be. */
  readonly max: number;
  /** How many there are, those that are being opened among them. */
  readonly open: number;
  /** How many of them wait for a query. */
  readonly idle: number;
  /** How many queries wait for a connection. */
  readonly waiting: number;
}

/**
 * Where rows come from. `Query` is the source's own: text and parameters for SQL, a command for Redis, a path for JSON.
 * Disposing of it ends its connections; queries that are under way then reject.
 */
export interface RowSource<Query> extends AsyncDisposable {
  /** What kind of source it is: `postgres`, `mysql`, `sqlite`, `redis`, `json`, `exec`. */
  readonly type: string;
  /**
   * Asks for all rows of one result, which have the same columns wherever the source knows columns. May be called again
   * before an earlier call has ended. Rejects with the reason of `signal` when that is aborted, after the query was
   * cancelled at the server as far as it can be.
   */
  query(query: Query, context: QueryContext): Promise<readonly Row[]>;
  /** The connections now. Absent where the source has none. */
  pool?(): PoolUse;
  /**
   * What would keep each query from being answered, as far as that is known without connecting, such as a driver that is
   * not installed; a sentence each, and no secret in them. Absent where nothing is known.
   */
  check?(): Promise<readonly string[]>;
}
