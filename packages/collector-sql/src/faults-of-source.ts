import { Credentials } from './credentials.ts';
import { loadMysql2 } from './mysql/open-mysql.ts';
import { loadPg } from './postgres/open-postgres.ts';
import { addressOf } from './server-address.ts';
import type { SqlSourceOptions } from './sql-source-options.ts';

/** What keeps a source from connecting, as far as that is known before. A function that gives a secret is not asked. */
export async function faultsOfSource(options: SqlSourceOptions): Promise<readonly string[]> {
  if (options.type === 'sqlite') return [];
  const { type, url } = options;
  const checks = [
    type === 'postgres' ? loadPg() : loadMysql2(),
    ...(typeof url === 'string' ? [addressOf(type, { url }, new Credentials(type))] : []),
  ];
  const results = await Promise.allSettled<unknown>(checks);
  return results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as Error).message] : [],
  );
}
