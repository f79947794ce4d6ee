/**
 * What went wrong.
 *
 * - `driver`: the package `redis` is not installed.
 * - `connect`: no connection could be made.
 * - `auth`: the server wants other credentials.
 * - `connection`: the connection was lost.
 * - `timeout`: there was no answer in time.
 * - `command`: the server answered with an error, or the command is none that only reads.
 * - `reply`: the answer is not as expected, or too large.
 */
export type RedisErrorReason =
  'driver' | 'connect' | 'auth' | 'connection' | 'timeout' | 'command' | 'reply';

/** Redis gave no rows. Credentials are not in it. */
export class RedisError extends Error {
  /** What kind of fault it is. */
  readonly reason: RedisErrorReason;

  constructor(reason: RedisErrorReason, message: string) {
    super(message);
    this.name = 'RedisError';
    this.reason = reason;
  }
}
