import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { secret } from '../config/secret.ts';
import { labelsField, sourceType } from './source-type.ts';
import { connectionTo } from './target-address.ts';
import { tlsField, tlsFingerprint, tlsOrNot } from './tls-field.ts';

const text = z.string().min(1);
/** Numbers need no quotes in YAML: `[LRANGE, jobs, 0, 9]`. */
const command = z.array(z.union([z.string(), z.number().transform(String)])).min(1);
const shape = z.enum(['rows', 'columns']).optional();

const redisQuery = z.union(
  [
    command.transform((words) => ({ command: words })),
    z.strictObject({ command, shape }),
    z.strictObject({ commands: z.array(command).min(1), shape }),
    z
      .strictObject({
        scan: text,
        key_type: text.optional(),
        max_visited: z.int().min(1).optional(),
      })
      .transform(({ scan, key_type: keyType, max_visited: maxVisited }) => ({
        scan,
        ...(keyType !== undefined && { keyType }),
        ...(maxVisited !== undefined && { maxVisited }),
      })),
  ],
  {
    error:
      'expected a command such as [LLEN, jobs]; { command: […], shape: rows or columns }; { commands: [[…], …] }; or ' +
      '{ scan: PATTERN, key_type: TYPE, max_visited: NUMBER }',
  },
);

/** A Redis. */
export const redisSource = sourceType(
  'redis',
  'Redis, through the driver redis; asked by commands that only read.',
  {
    query: redisQuery,
    takesTarget: true,
    givenByTarget: ['url', 'host', 'socket'],
    needsDriver: true,
    fields: {
      url: secret
        .optional()
        .describe('redis://user:password@host:port/database, or rediss:, which is a secret.'),
      host: text.optional().describe('Where Redis is. Default: 127.0.0.1'),
      port: z.int().min(1).max(65_535).optional().describe('Its port. Default: 6379'),
      socket: text.optional().describe('A Unix socket in place of host and port.'),
      user: text.optional().describe('The user of an ACL. Default: default'),
      password: secret.optional().describe('The password of the user.'),
      database: z.int().min(0).optional().describe('The number of the database. Default: 0'),
      timeout: duration
        .optional()
        .describe('How long a query may take, whoever waits. Default: 10s'),
      max_connections: z
        .int()
        .min(1)
        .max(1000)
        .optional()
        .describe('How many connections there may be. Default: 2'),
      allow_commands: z
        .array(z.string().regex(/^[\w.-]+$/, { error: 'expected the name of a command' }))
        .optional()
        .describe(
          'Commands besides those that are known, such as TS.GET. The server has to say that they only read.',
        ),
      ...tlsField,
      ...labelsField,
    },
    fingerprint: ({ tls }, { folder }) => tlsFingerprint(tls, folder),
    build: async ({ host, port, ...settings }, { folder, target }) => {
      const { redisSource: redisRows } = await import('@telltale/collector-redis');
      return {
        rows: redisRows({
          url: settings.url?.reveal(),
          ...connectionTo(target, { host, port, tls: await tlsOrNot(settings.tls, folder) }),
          path: settings.socket,
          username: settings.user,
          password: settings.password?.reveal(),
          database: settings.database,
          timeoutMs: settings.timeout,
          maxConnections: settings.max_connections,
          allowCommands: settings.allow_commands,
        }),
      };
    },
  },
);
