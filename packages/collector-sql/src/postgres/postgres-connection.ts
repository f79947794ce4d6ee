import type { Socket } from 'node:net';
import type { Cell, Row } from '@telltale/rows';
import type { Client, ClientConfig, Connection, Query } from 'pg';
import type { Credentials } from '../credentials.ts';
import { rowsOfArrays } from '../rows-of-arrays.ts';
import { tooManyRows } from '../row-limit.ts';
import type { SqlConnection } from '../sql-connection.ts';
import { SqlError } from '../sql-error.ts';
import type { SqlStatement } from '../sql-query.ts';
import { atMost, cancelGraceMs, untilCancelled } from '../until-cancelled.ts';
import { cancelRequest } from './cancel-request.ts';

/** The parts of the driver `pg` that are used here. */
export interface PgDriver {
  readonly Client: typeof Client;
  readonly Connection: typeof Connection;
  readonly Query: typeof Query;
}

/** How a session is set up. */
export interface PostgresSession {
  readonly config: ClientConfig;
  readonly readOnly: boolean;
  readonly statementTimeoutMs: number;
  readonly maxRows: number;
}

interface Answer {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One connection to PostgreSQL. */
export class PostgresConnection implements SqlConnection {
  readonly #driver: PgDriver;
  readonly #client: Client;
  readonly #session: PostgresSession;
  readonly #credentials: Credentials;
  #isLost = false;
  #isRunning = false;

  private constructor(driver: PgDriver, session: PostgresSession, credentials: Credentials) {
    const client = new driver.Client(session.config);
    this.#driver = driver;
    this.#session = session;
    this.#client = client;
    this.#credentials = credentials;
    // Without a listener, a server that goes away while nothing is asked of it ends the process.
    client.on('error', () => (this.#isLost = true));
    client.on('end', () => (this.#isLost = true));
  }

  /** Connects and sets the session up; nothing is left behind when the signal is aborted meanwhile. */
  static async open(
    driver: PgDriver,
    session: PostgresSession,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<PostgresConnection> {
    signal.throwIfAborted();
    const connection = new PostgresConnection(driver, session, credentials);
    const onAbort = (): void => {
      connection.#destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await connection.#client.connect();
      await connection.#client.query(setUp(session));
      signal.throwIfAborted();
      return connection;
    } catch (error) {
      connection.#destroy();
      signal.throwIfAborted();
      throw credentials.errorOf(hasNoPassword(error) ? noPassword() : error);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  get isUsable(): boolean {
    return !this.#isLost;
  }

  async query(statement: SqlStatement, signal: AbortSignal): Promise<readonly Row[]> {
    const running = this.#ask(statement);
    this.#isRunning = true;
    running.then(
      () => (this.#isRunning = false),
      () => (this.#isRunning = false),
    );
    try {
      const { names, rows } = await untilCancelled(running, signal, () => this.#cancel());
      return rowsOfArrays('postgres', names, rows, (cell) => cell);
    } catch (error) {
      signal.throwIfAborted();
      if (!leavesSession(error)) this.#isLost = true;
      throw this.#credentials.errorOf(error);
    }
  }

  rest(): void {
    this.#socket.unref();
  }

  wake(): void {
    this.#socket.ref();
  }

  async close(): Promise<void> {
    // What still runs there was not cancelled within its time, and a farewell would wait for it.
    if (!this.#isRunning) await atMost(cancelGraceMs, this.#client.end());
    this.#destroy();
  }

  #ask({ sql, parameters }: SqlStatement): Promise<Answer> {
    const values = parameters.length === 0 ? undefined : [...parameters];
    // Its rows are taken one by one, so that it need not be held before it is known how many there are.
    const query = new this.#driver.Query({ text: sql, values, rowMode: 'array' } as never);
    const { maxRows } = this.#session;
    return new Promise((resolve, reject) => {
      const rows: Cell[][] = [];
      query.on('row', (row: unknown) => {
        if (rows.push(row as Cell[]) <= maxRows) return;
        reject(tooManyRows('postgres', maxRows));
        this.#destroy();
      });
      query.on('error', reject);
      query.on('end', (result) => {
        const several = 'the query has several statements, expected one that gives rows.';
        if (Array.isArray(result)) reject(new SqlError(`postgres: ${several}`));
        else resolve({ names: result.fields.map(({ name }) => name), rows });
      });
      this.#client.query(query);
    });
  }

  async #cancel(): Promise<void> {
    // A cancel may come late, and must not meet another statement.
    this.#isLost = true;
    await cancelRequest(this.#driver.Connection, this.#client, AbortSignal.timeout(cancelGraceMs));
  }

  #destroy(): void {
    this.#isLost = true;
    this.#socket.destroy();
  }

  /** Another one once the connection is encrypted. */
  get #socket(): Socket {
    return (this.#client as unknown as { connection: { stream: Socket } }).connection.stream;
  }
}

/** The driver says it in terms of the protocol. It may have one of the environment or of a file where none is given. */
function hasNoPassword(error: unknown): boolean {
  return error instanceof Error && error.message.includes('client password must be a string');
}

function noPassword(): SqlError {
  return new SqlError('postgres: the server asks for a password, and none is given.');
}

/**
 * Whether the session goes on after an error: those of the server say ERROR then, FATAL where they end it. The end of
 * the connection may come later than the next statement.
 */
function leavesSession(error: unknown): boolean {
  return (
    error instanceof SqlError || (error as { severity?: unknown } | null)?.severity === 'ERROR'
  );
}

function setUp({ readOnly, statementTimeoutMs }: PostgresSession): string {
  return [
    // As the types are read; a server or a user may have others.
    "SET datestyle = 'ISO'",
    "SET bytea_output = 'hex'",
    "SET client_encoding = 'UTF8'",
    ...(readOnly ? ['SET default_transaction_read_only = on'] : []),
    ...(statementTimeoutMs > 0 ? [`SET statement_timeout = ${statementTimeoutMs}`] : []),
  ].join('; ');
}
