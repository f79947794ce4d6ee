import type { SqlServerOptions } from '@telltale/collector-sql';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { secret } from '../config/secret.ts';
import { labelsField, type SourceContext } from './source-type.ts';
import { connectionTo } from './target-address.ts';
import { tlsField, tlsOrNot } from './tls-field.ts';

const text = z.string().min(1);

/** What a query of a database looks like. */
export const sqlQuery = z.union(
  [
    text,
    z.strictObject({
      sql: text,
      parameters: z
        .array(z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()]))
        .optional(),
    }),
  ],
  { error: 'expected the text of a statement, or { sql: TEXT, parameters: [VALUE, …] }' },
);

/** What pools of connections have. */
export const sqlPoolFields = {
  max_connections: z
    .int()
    .min(1)
    .optional()
    .describe('How many connections there may be. Default: 3; of sqlite 2'),
  idle_timeout: duration
    .optional()
    .describe('After how long without a query a connection is closed. Default: 5m'),
  max_rows: z
    .int()
    .min(1)
    .optional()
    .describe('How many rows a result may have before it is an error. Default: 100000'),
  read_only: z.boolean().optional().describe('Whether sessions refuse to write. Default: true'),
  ...labelsField,
};

/** What databases have that are servers. */
export const sqlServerFields = {
  url: secret
    .optional()
    .describe('All of host, port, database, user and password as a URL, which is a secret.'),
  host: text.optional().describe('Where the server is. Default: 127.0.0.1'),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Its port. Default: 5432; of mysql and mariadb 3306'),
  socket: text
    .optional()
    .describe(
      'A Unix socket in place of host and port: of postgres its folder, of mysql its file.',
    ),
  database: text.optional().describe('The database that queries are about.'),
  user: text.optional().describe('Who asks. One that can only read is enough.'),
  password: secret.optional().describe('The password of the user.'),
  statement_timeout: duration
    .optional()
    .describe('How long a statement may take at the server, whoever waits. Default: 1m'),
  connect_timeout: duration.optional().describe('How long connecting may take. Default: 10s'),
  ...tlsField,
  ...sqlPoolFields,
};
type ServerSettings = z.output<z.ZodObject<typeof sqlServerFields>>;

/** The same servers as targets of `/probe`. */
export const sqlTargets = {
  takesTarget: true,
  givenByTarget: ['url', 'host', 'socket'],
} as const;

/** The settings that all servers have, as options. */
export async function sqlServerOptions(
  settings: ServerSettings,
  { folder, target }: SourceContext,
): Promise<SqlServerOptions> {
  const { host, port } = settings;
  return {
    url: settings.url?.reveal(),
    ...connectionTo(target, { host, port, tls: await tlsOrNot(settings.tls, folder) }),
    socket: settings.socket,
    database: settings.database,
    user: settings.user,
    password: settings.password?.reveal(),
    statementTimeoutMs: settings.statement_timeout,
    connectTimeoutMs: settings.connect_timeout,
    ...sqlPoolOptions(settings),
  };
}

/** The settings of pools, as options. */
export function sqlPoolOptions(settings: z.output<z.ZodObject<typeof sqlPoolFields>>) {
  return {
    maxConnections: settings.max_connections,
    idleTimeoutMs: settings.idle_timeout,
    maxRows: settings.max_rows,
    readOnly: settings.read_only,
  };
}
