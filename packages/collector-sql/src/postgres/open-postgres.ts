import type { ClientConfig } from 'pg';
import { Credentials } from '../credentials.ts';
import { loadDriver } from '../load-driver.ts';
import { defaultMaxRows } from '../row-limit.ts';
import { addressOf } from '../server-address.ts';
import type { SqlConnection } from '../sql-connection.ts';
import type { PostgresSourceOptions } from '../sql-source-options.ts';
import { untilAborted } from '../until-aborted.ts';
import { PostgresConnection, type PgDriver } from './postgres-connection.ts';
import { postgresTypes } from './postgres-types.ts';

/** Makes the function that opens connections to PostgreSQL. */
export function openPostgres(
  options: PostgresSourceOptions,
): (signal: AbortSignal) => Promise<SqlConnection> {
  const credentials = new Credentials('postgres');
  const { readOnly = true, statementTimeoutMs = 60_000, maxRows = defaultMaxRows } = options;
  return async (signal) => {
    const driver = await loadPg();
    // A function that gives a password may take its time.
    const config = await untilAborted(signal, configOf(options, credentials));
    const session = { config, readOnly, statementTimeoutMs, maxRows };
    return new PostgresConnection(driver, session, credentials).open(signal);
  };
}

/** @throws INVALID_CONFIG if it is not installed */
export function loadPg(): Promise<PgDriver> {
  return loadDriver('pg', async () => {
    const { default: pg } = await import('pg');
    return pg;
  });
}

async function configOf(
  options: PostgresSourceOptions,
  credentials: Credentials,
): Promise<ClientConfig> {
  const { tls = false } = options;
  const { host, port, socket, ...login } = await addressOf('postgres', options, credentials);
  return {
    ...login,
    host: socket ?? host,
    port,
    // The driver hides the key in the object that it is given.
    ssl: typeof tls === 'object' ? { ...tls } : tls,
    application_name: options.applicationName ?? 'telltale',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    types: postgresTypes,
  };
}
