import { resolve } from 'node:path';
import * as z from 'zod';
import { duration } from '../config/duration.ts';
import { sourceType } from './source-type.ts';
import { sqlPoolFields, sqlPoolOptions, sqlQuery } from './sql-fields.ts';

/** A file of SQLite. */
export const sqliteSource = sourceType(
  'sqlite',
  'A database of SQLite, through the driver that Node.js has.',
  {
    query: sqlQuery,
    fields: {
      path: z.string().min(1).describe('The file, from the folder of the configuration.'),
      busy_timeout: duration
        .optional()
        .describe('How long to wait for a lock that a writer holds. Default: 5s'),
      ...sqlPoolFields,
    },
    build: async (settings, { folder }) => {
      const { sqlSource } = await import('@telltale/collector-sql');
      return {
        rows: sqlSource({
          type: 'sqlite',
          path: resolve(folder, settings.path),
          busyTimeoutMs: settings.busy_timeout,
          ...sqlPoolOptions(settings),
        }),
      };
    },
  },
);
