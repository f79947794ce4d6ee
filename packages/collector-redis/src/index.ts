export { redisCollector, type RedisCollectorOptions } from './redis-collector.ts';
export { RedisError, type RedisErrorReason } from './redis-error.ts';
export type { Credential, RedisOptions, RedisTlsOptions } from './redis-options.ts';
export type {
  RedisCommandQuery,
  RedisCommandsQuery,
  RedisQuery,
  RedisScanQuery,
} from './redis-query.ts';
export { redisSource, type RedisSource } from './redis-source.ts';
export type { ReplyShape } from './replies.ts';
