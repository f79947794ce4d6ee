import type { Socket } from 'node:net';
import type { Row } from '@telltale/rows';
import type { Connection, ConnectionOptions } from 'mysql2';
import type { Credentials } from '../credentials.ts';
import { rowsOfArrays } from '../rows-of-arrays.ts';
import { tooManyRows } from '../row-limit.ts';
import { ServerConnection } from '../server-connection.ts';
import { SqlError } from '../sql-error.ts';
import type { SqlStatement } from '../sql-query.ts';
import { cancelGraceMs } from '../until-cancelled.ts';
import { mysqlCell, type MysqlColumn } from './mysql-types.ts';

/** The part of the driver `mysql2` that is used here. */
export interface MysqlDriver {
  createConnection(config: ConnectionOptions): Connection;
}

/** How a session is set up. */
export interface MysqlSession {
  readonly config: ConnectionOptions;
  readonly readOnly: boolean;
  readonly statementTimeoutMs: number;
  readonly maxRows: number;
}

interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  /** Absent where the statement is none that gives rows. */
  readonly columns: readonly MysqlColumn[] | undefined;
}

/** What a session knows of its server. */
interface Server {
  /** Tells servers apart that answer at the same address. */
  readonly identity: string;
  readonly isMariadb: boolean;
  /** How far the time zone of the session is ahead of UTC. */
  readonly offsetSeconds: number;
}

const askServer =
  "SELECT CONCAT_WS('/', @@hostname, @@port, @@server_id), VERSION(), TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())";

/** One connection to MySQL or MariaDB. */
export class MysqlConnection extends ServerConnection<Answer> {
  readonly #driver: MysqlDriver;
  readonly #session: MysqlSession;
  readonly #connection: Connection;
  #server: Server = { identity: '', isMariadb: false, offsetSeconds: 0 };
  /** Rejects what runs: the driver tells a statement whose rows are taken one by one only of its own errors. */
  #onLost: ((error: unknown) => void) | undefined;

  /** Begins to connect; `open()` waits for it. */
  constructor(driver: MysqlDriver, session: MysqlSession, credentials: Credentials) {
    super(credentials);
    this.#driver = driver;
    this.#session = session;
    this.#connection = driver.createConnection(session.config);
    // Without a listener, a server that goes away while nothing is asked of it ends the process.
    this.#connection.on('error', (error: unknown) => {
      this.isLost = true;
      this.#onLost?.(error);
    });
    this.#connection.on('end', () => (this.isLost = true));
  }

  protected get socket(): Socket {
    return (this.#connection as unknown as { stream: Socket }).stream;
  }

  protected async setUp(): Promise<void> {
    const { rows } = await this.ask({ sql: askServer, parameters: [] });
    const [[identity, version, offset]] = rows as unknown as [[string, string, string]];
    const isMariadb = version.includes('MariaDB');
    this.#server = { identity, isMariadb, offsetSeconds: Number(offset) };
    const { readOnly, statementTimeoutMs } = this.#session;
    if (readOnly) await this.ask({ sql: 'SET SESSION TRANSACTION READ ONLY', parameters: [] });
    if (statementTimeoutMs > 0) {
      const sql = isMariadb
        ? `SET SESSION max_statement_time = ${statementTimeoutMs / 1000}`
        : `SET SESSION max_execution_time = ${statementTimeoutMs}`;
      await this.ask({ sql, parameters: [] });
    }
  }

  protected ask({ sql, parameters }: SqlStatement): Promise<Answer> {
    const options = { sql, rowsAsArray: true };
    const { maxRows } = this.#session;
    return new Promise((resolve, reject) => {
      // Prepared where there are values, which then are never text that a mode of the server reads in another way.
      const command =
        parameters.length === 0
          ? this.#connection.query(options)
          : this.#connection.execute({ ...options, values: parameters.map(parameterOf) });
      const rows: unknown[][] = [];
      let columns: readonly MysqlColumn[] | undefined;
      command.on('fields', (fields) => {
        // The types of the driver speak of one.
        columns = fields as unknown as readonly MysqlColumn[] | undefined;
      });
      // Taken one by one, so that they need not be held before it is known how many there are.
      command.on('result', (row) => {
        if (!Array.isArray(row)) return;
        if (rows.push(row) <= maxRows) return;
        reject(tooManyRows('mysql', maxRows));
        this.destroy();
      });
      command.on('error', reject);
      this.#onLost = reject;
      command.on('end', () => {
        resolve({ rows, columns });
      });
    });
  }

  protected rowsOf({ rows, columns }: Answer): readonly Row[] {
    if (columns === undefined) {
      throw new SqlError(
        'mysql: the statement gives no rows, expected one that does, such as SELECT.',
      );
    }
    const names = columns.map(({ name }) => name);
    const { offsetSeconds } = this.#server;
    return rowsOfArrays('mysql', names, rows, (value, at) =>
      mysqlCell(value, columns[at] as MysqlColumn, offsetSeconds),
    );
  }

  /** Ends the statement by another connection. */
  protected async cancel(): Promise<void> {
    const session = { ...this.#session, readOnly: false, statementTimeoutMs: 0 };
    const other = new MysqlConnection(this.#driver, session, this.credentials);
    await other.open(AbortSignal.timeout(cancelGraceMs));
    try {
      // Behind a balancer it may be another server, where the number is that of somebody else.
      if (other.#server.identity !== this.#server.identity) return;
      await other.ask({ sql: `KILL QUERY ${this.#connection.threadId}`, parameters: [] });
    } finally {
      other.destroy();
    }
  }

  protected sayFarewell(): Promise<void> {
    return new Promise((resolve) => {
      this.#connection.end(() => {
        resolve();
      });
    });
  }

  protected override destroy(): void {
    this.#connection.destroy();
    super.destroy();
  }

  protected endsSession(error: unknown): boolean {
    const { fatal, sqlState } = Object(error) as { fatal?: unknown; sqlState?: unknown };
    return fatal === true || lastStates.includes(sqlState);
  }
}

/** The driver sends numbers as doubles; as text, the server takes each digit. */
function parameterOf(value: string | number | bigint | boolean | null): string | number | null {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'boolean' ? Number(value) : value;
}

/** States of errors after which the server closes the connection: it was killed, or the server is shutting down. */
const lastStates: readonly unknown[] = ['70100', '08S01'];
