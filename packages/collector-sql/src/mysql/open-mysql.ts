import { connect, isIP } from 'node:net';
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
    const driver = await loadMysql2();
    // A function that gives a password may take its time.
    const config = await untilAborted(signal, configOf(options, credentials));
    const session = { config, readOnly, statementTimeoutMs, maxRows };
    return new MysqlConnection(driver, session, credentials).open(signal);
  };
}

/** @throws INVALID_CONFIG if it is not installed */
export function loadMysql2(): Promise<MysqlDriver> {
  return loadDriver('mysql2', async () => {
    const { default: mysql } = await import('mysql2');
    return mysql;
  });
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
    ...(ssl === false ? {} : encrypted(ssl, socket === undefined ? { host, port } : undefined)),
    connectTimeout: options.connectTimeoutMs ?? 10_000,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
  };
}

/**
 * Has the driver check whose certificate it is, which it does only when it is told to. It knows no name but that of the
 * host, and takes `localhost` for all addresses; so it is given the name, or the address in a form that it takes for
 * one, and a connection to where the server really is.
 */
function encrypted(
  { servername, ...ssl }: Exclude<MysqlSourceOptions['tls'], boolean | undefined>,
  server: { readonly host: string; readonly port: number } | undefined,
): ConnectionOptions {
  const checked = { ssl: { ...ssl, verifyIdentity: ssl.rejectUnauthorized !== false } as object };
  if (server === undefined) return checked;
  const name = servername ?? server.host;
  return {
    ...checked,
    host: isIP(name) ? `${name}.` : name,
    stream: () => connect(server).setNoDelay(true).setKeepAlive(true),
  };
}
