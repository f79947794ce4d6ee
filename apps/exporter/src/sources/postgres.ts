import * as z from 'zod';
import { sourceType } from './source-type.ts';
import { sqlQuery, sqlServerFields, sqlServerOptions, sqlTargets } from './sql-fields.ts';
import { tlsFingerprint } from './tls-field.ts';

/** A PostgreSQL database. */
export const postgresSource = sourceType(
  'postgres',
  'A PostgreSQL database, through the driver pg.',
  {
    query: sqlQuery,
    ...sqlTargets,
    needsDriver: true,
    fields: {
      application_name: z
        .string()
        .min(1)
        .optional()
        .describe('What pg_stat_activity calls its connections. Default: telltale'),
      ...sqlServerFields,
    },
    fingerprint: ({ tls }, { folder }) => tlsFingerprint(tls, folder),
    build: async (settings, context) => {
      const { sqlSource } = await import('@telltale/collector-sql');
      return {
        rows: sqlSource({
          type: 'postgres',
          applicationName: settings.application_name,
          ...(await sqlServerOptions(settings, context)),
        }),
      };
    },
  },
);
