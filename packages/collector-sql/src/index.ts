export type { Credential } from './credentials.ts';
export { sqlCollector, type SqlCollectorOptions } from './sql-collector.ts';
export { SqlError } from './sql-error.ts';
export type { SqlParameter, SqlQuery } from './sql-query.ts';
export type {
  MysqlSourceOptions,
  PostgresSourceOptions,
  SqlPoolOptions,
  SqlServerOptions,
  SqlSourceOptions,
  SqlTlsOptions,
  SqliteSourceOptions,
} from './sql-source-options.ts';
export { sqlSource, type SqlSource } from './sql-source.ts';
