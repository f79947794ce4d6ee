import type { ConnectionOptions } from 'node:tls';
import type { Credential } from './credentials.ts';

/** How a connection is encrypted, as of `node:tls`. */
export type SqlTlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'rejectUnauthorized' | 'minVersion'
>;

/** What the pools of all sources have. */
export interface SqlPoolOptions {
  /** How many connections there may be; queries beyond wait for as long as their signal lets them. Default: 3; for SQLite 2. */
  readonly maxConnections?: number | undefined;
  /** After how many milliseconds without a query a connection is closed. Default: 5 minutes. */
  readonly idleTimeoutMs?: number | undefined;
  /** How many rows a result may have; a longer one is an error, so that it does not take all memory. Default: 100,000. */
  readonly maxRows?: number | undefined;
}

/** What a source has that talks to a server. */
export interface SqlServerOptions extends SqlPoolOptions {
  /**
   * All of the following as an address, `postgres://user:password@host:5432/database` or `mysql://…`. It is a secret.
   * Default: none; what is given beside it is refused.
   */
  readonly url?: Credential | undefined;
  /** Default: `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default: 5432; for MySQL 3306. */
  readonly port?: number | undefined;
  /** A Unix domain socket in place of host and port: for PostgreSQL its folder, for MySQL its file. Default: none. */
  readonly socket?: string | undefined;
  /** Default: that of the driver. */
  readonly database?: string | undefined;
  /** It is a secret only where a function gives it. Default: that of the driver. */
  readonly user?: Credential | undefined;
  /** A function is asked anew for each connection, so that a password may change. Default: none. */
  readonly password?: Credential | undefined;
  /** `true`: with the certificate of the server checked against the authorities that Node.js knows, and its host. Default: false. */
  readonly tls?: boolean | SqlTlsOptions | undefined;
  /** Whether the session refuses to write. Default: true. */
  readonly readOnly?: boolean | undefined;
  /** After how many milliseconds the server ends a statement by itself, should a cancel not reach it; 0 for never. Default: 60,000. */
  readonly statementTimeoutMs?: number | undefined;
  /** Deadline for a new connection in milliseconds, where the signal does not abort before. Default: 10,000. */
  readonly connectTimeoutMs?: number | undefined;
}

/** PostgreSQL and what speaks its protocol, with the driver `pg`. */
export interface PostgresSourceOptions extends SqlServerOptions {
  /** Tells it from the other sources. */
  readonly type: 'postgres';
  /** What `pg_stat_activity` calls the connections. Default: `telltale`. */
  readonly applicationName?: string | undefined;
}

/** MySQL and MariaDB, with the driver `mysql2`. */
export interface MysqlSourceOptions extends SqlServerOptions {
  /** Tells it from the other sources. */
  readonly type: 'mysql';
}

/** SQLite, built into Node.js. Each query opens the file anew, in a process of its own, which is ended to cancel it. */
export interface SqliteSourceOptions extends SqlPoolOptions {
  /** Tells it from the other sources. */
  readonly type: 'sqlite';
  /** The file. It has to be there. */
  readonly path: string;
  /** Whether the file is opened for reading only. Default: true. */
  readonly readOnly?: boolean | undefined;
  /** How many milliseconds to wait for a lock that a writer holds. Default: 5,000. */
  readonly busyTimeoutMs?: number | undefined;
}

/** A database, and how to get to it. */
export type SqlSourceOptions = PostgresSourceOptions | MysqlSourceOptions | SqliteSourceOptions;
