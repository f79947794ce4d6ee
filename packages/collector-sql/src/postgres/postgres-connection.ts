import type { Socket } from 'node:net';
import type { Cell, Row } from '@telltale/rows';
import type { Client, ClientConfig, Connection } from 'pg';
import type { Credentials } from '../credentials.ts';
import { rowsOfArrays } from '../rows-of-arrays.ts';
import type { SqlConnection } from '../sql-connection.ts';
import { SqlError } from '../sql-error.ts';
import type { SqlStatement } from '../sql-query.ts';
import { atMost, cancelGraceMs, untilCancelled } from '../until-cancelled.ts';
import { cancelRequest } from './cancel-request.ts';

/** The parts of the driver `pg` that are used here. */
export interface PgDriver {
  readonly Client: typeof Client;
  readonly Connection: typeof Connection;
}

/** How a session is set up. */
export interface PostgresSession {
  readonly config: ClientConfig;
  readonly readOnly: boolean;
  readonly statementTimeoutMs: number;
}

/** One connection to PostgreSQL. */
export class PostgresConnection implements SqlConnection {
  readonly #driver: PgDriver;
  readonly #client: Client;
  readonly #credentials: Credentials;
  #isLost = false;
  #isRunning = false;

  private constructor(driver: PgDriver, client: Client, credentials: Credentials) {
    this.#driver = driver;
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
    const client = new driver.Client(session.config);
    const connection = new PostgresConnection(driver, client, credentials);
    const onAbort = (): void => {
      connection.#destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await client.connect();
      await client.query(setUp(session));
      signal.throwIfAborted();
      return connection;
    } catch (error) {
      connection.#destroy();
      signal.throwIfAborted();
      throw credentials.errorOf(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  get isUsable(): boolean {
    return !this.#isLost;
  }

  async query({ sql, parameters }: SqlStatement, signal: AbortSignal): Promise<readonly Row[]> {
    const running = this.#client.query<Cell[]>({
      text: sql,
      values: parameters.length === 0 ? undefined : [...parameters],
      rowMode: 'array',
    } as never);
    this.#isRunning = true;
    running.then(
      () => (this.#isRunning = false),
      () => (this.#isRunning = false),
    );
    try {
      const result = await untilCancelled(running, signal, () => this.#cancel());
      if (Array.isArray(result)) {
        throw new SqlError(
          'postgres: the query has several statements, expected one that gives rows.',
        );
      }
      const names = result.fields.map(({ name }) => name);
      return rowsOfArrays('postgres', names, result.rows, (cell) => cell);
    } catch (error) {
      signal.throwIfAborted();
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
