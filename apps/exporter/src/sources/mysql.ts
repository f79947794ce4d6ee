import { sourceType } from './source-type.ts';
import { sqlQuery, sqlServerFields, sqlServerOptions, sqlTargets } from './sql-fields.ts';
import { tlsFingerprint } from './tls-field.ts';

/** A MySQL database. */
export const mysqlSource = sourceOf('mysql', 'A MySQL database, through the driver mysql2.');

/** The same by its other name. */
export const mariadbSource = sourceOf('mariadb', 'A MariaDB database, through the driver mysql2.');

function sourceOf<const Type extends string>(type: Type, description: string) {
  return sourceType(type, description, {
    query: sqlQuery,
    ...sqlTargets,
    needsDriver: true,
    fields: sqlServerFields,
    fingerprint: ({ tls }, { folder }) => tlsFingerprint(tls, folder),
    build: async (settings, context) => {
      const { sqlSource } = await import('@telltale/collector-sql');
      return {
        rows: sqlSource({ type: 'mysql', ...(await sqlServerOptions(settings, context)) }),
      };
    },
  });
}
