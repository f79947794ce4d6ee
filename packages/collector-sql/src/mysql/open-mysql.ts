import type { ConnectionOptions } from 'mysql2';
import { Credentials } from '../credentials.ts';
import { loadDriver } from '../load-driver.ts';
import { defaultMaxRows } from '../row-limit.ts';
import { addressOf } from '../server-address.ts';
import type { SqlConnection } from '../sql-connection.ts';
import type { MysqlSourceOptions } from '../sql-source-options.ts';
import { untilAborted } from '../until-aborted.ts';
import { MysqlConnection, type MysqlDriver } from './mysql-connection.ts';

/** Makes the function that opens connections to MySQL or MariaDB. */
export function openMysql(
  options: MysqlSourceOptions,
): (signal: AbortSignal) => Promise<SqlConnection> {
  const credentials = new Credentials('mysql');
  const { readOnly = true, statementTimeoutMs = 60_000, maxRows = defaultMaxRows } = options;
  return async (signal) => {
    const driver = await loadDriver('mysql2', async (): Promise<MysqlDriver> => {
      const { default: mysql } = await import('mysql2');
      return mysql;
    });
    // A function that gives a password may take its time.
    const config = await untilAborted(signal, configOf(options, credentials));
    return MysqlConnection.open(
      driver,
      { config, readOnly, statementTimeoutMs, maxRows },
      credentials,
      signal,
    );
  };
}

async function configOf(
  options: MysqlSourceOptions,
  credentials: Credentials,
): Promise<ConnectionOptions> {
  const { host, port, socket, database, user, password } = await addressOf(
    'mysql',
    options,
    credentials,
  );
  const { tls = false } = options;
  const ssl = tls === true ? {} : tls;
  return {
    ...(socket === undefined ? { host, port } : { socketPath: socket }),
    ...(database === undefined ? {} : { database }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    // The driver checks the authority, but the host only when it is told to.
    ...(ssl === false
      ? {}
      : { ssl: { ...ssl, verifyIdentity: ssl.rejectUnauthorized !== false } as object }),
    connectTimeout: options.connectTimeoutMs ?? 10_000,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
  };
}
