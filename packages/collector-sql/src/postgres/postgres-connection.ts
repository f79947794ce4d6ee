import type { Socket } from 'node:net';
import type { Cell, Row } from '@telltale/rows';
import type { Client, ClientConfig, Connection, Query } from 'pg';
import type { Credentials } from '../credentials.ts';
import { rowsOfArrays } from '../rows-of-arrays.ts';
import { tooManyRows } from '../row-limit.ts';
import { ServerConnection } from '../server-connection.ts';
import { SqlError } from '../sql-error.ts';
import type { SqlStatement } from '../sql-query.ts';
import { cancelGraceMs } from '../until-cancelled.ts';
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
export class PostgresConnection extends ServerConnection<Answer> {
  readonly #driver: PgDriver;
  readonly #client: Client;
  readonly #session: PostgresSession;

  constructor(driver: PgDriver, session: PostgresSession, credentials: Credentials) {
    super(credentials);
    const client = new driver.Client(session.config);
    this.#driver = driver;
    this.#session = session;
    this.#client = client;
    // Without a listener, a server that goes away while nothing is asked of it ends the process.
    client.on('error', () => (this.isLost = true));
    client.on('end', () => (this.isLost = true));
  }

  /** Another one once the connection is encrypted. */
  protected get socket(): Socket {
    return (this.#client as unknown as { connection: { stream: Socket } }).connection.stream;
  }

  protected async setUp(): Promise<void> {
    try {
      await this.#client.connect();
    } catch (error) {
      throw hasNoPassword(error) ? noPassword() : error;
    }
    await this.#client.query(settingsOf(this.#session));
  }

  protected ask({ sql, parameters }: SqlStatement): Promise<Answer> {
    const values = parameters.length === 0 ? undefined : [...parameters];
    // Its rows are taken one by one, so that it need not be held before it is known how many there are.
    const query = new this.#driver.Query({ text: sql, values, rowMode: 'array' } as never);
    const { maxRows } = this.#session;
    return new Promise((resolve, reject) => {
      const rows: Cell[][] = [];
      query.on('row', (row: unknown) => {
        if (rows.push(row as Cell[]) <= maxRows) return;
        reject(tooManyRows('postgres', maxRows));
        this.destroy();
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

  protected rowsOf({ names, rows }: Answer): readonly Row[] {
    return rowsOfArrays('postgres', names, rows, (cell) => cell);
  }

  protected cancel(): Promise<void> {
    return cancelRequest(this.#driver.Connection, this.#client, AbortSignal.timeout(cancelGraceMs));
  }

  protected sayFarewell(): Promise<void> {
    return this.#client.end();
  }

  /** Errors of the server say ERROR where the session goes on, FATAL where they end it. */
  protected endsSession(error: unknown): boolean {
    if (error instanceof SqlError) return false;
    return (error as { severity?: unknown } | null)?.severity !== 'ERROR';
  }
}

/** The driver says it in terms of the protocol. It may have one of the environment or of a file where none is given. */
function hasNoPassword(error: unknown): boolean {
  return error instanceof Error && error.message.includes('client password must be a string');
}

function noPassword(): SqlError {
  return new SqlError('postgres: the server asks for a password, and none is given.');
}

function settingsOf({ readOnly, statementTimeoutMs }: PostgresSession): string {
  return [
    // As the types are read; a server or a user may have others.
    "SET datestyle = 'ISO'",
    "SET bytea_output = 'hex'",
    "SET client_encoding = 'UTF8'",
    ...(readOnly ? ['SET default_transaction_read_only = on'] : []),
    ...(statementTimeoutMs > 0 ? [`SET statement_timeout = ${statementTimeoutMs}`] : []),
  ].join('; ');
}
