export { jsonCollector, type JsonCollectorOptions } from './json-collector.ts';
export { JsonError, type JsonErrorReason } from './json-error.ts';
export type { Credential, JsonOptions, JsonTlsOptions } from './json-options.ts';
export type { JsonQuery } from './json-query.ts';
export { jsonSource, type JsonSource } from './json-source.ts';
