import * as z from 'zod';
import { allocatorSource } from './allocator.ts';
import { execSource } from './exec.ts';
import { hostSource } from './host.ts';
import { jsonSource } from './json.ts';
import { logfileSource } from './logfile.ts';
import { moduleSource } from './module.ts';
import { mariadbSource, mysqlSource } from './mysql.ts';
import { postgresSource } from './postgres.ts';
import { processSource } from './process.ts';
import { redisSource } from './redis.ts';
import { runtimeSource } from './runtime.ts';
import { sqliteSource } from './sqlite.ts';
import { textfileSource } from './textfile.ts';
import type { SourceType } from './source-type.ts';

/**
 * Every kind of source. A new one is a file beside this one, and its name in this list. Packages that not every exporter
 * needs are imported when a source is built, so that others start sooner.
 */
const all = [
  hostSource,
  processSource,
  runtimeSource,
  allocatorSource,
  textfileSource,
  moduleSource,
  postgresSource,
  mysqlSource,
  mariadbSource,
  sqliteSource,
  redisSource,
  jsonSource,
  execSource,
  logfileSource,
] as const;

/** A source as it is configured. */
export const sourceSchema = z.discriminatedUnion('type', [
  hostSource.schema,
  processSource.schema,
  runtimeSource.schema,
  allocatorSource.schema,
  textfileSource.schema,
  moduleSource.schema,
  postgresSource.schema,
  mysqlSource.schema,
  mariadbSource.schema,
  sqliteSource.schema,
  redisSource.schema,
  jsonSource.schema,
  execSource.schema,
  logfileSource.schema,
]);
export type SourceOptions = z.output<typeof sourceSchema>;
type SourceTypeName = SourceOptions['type'];

/** The kind of that name. Its options are those that its schema gave. */
export function sourceTypeOf(type: SourceTypeName): SourceType {
  return all.find((candidate) => candidate.type === type) as unknown as SourceType;
}
