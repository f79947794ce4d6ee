/**
 * What went wrong.
 *
 * - `request`: there was no answer: the server cannot be reached, is not trusted, or broke off.
 * - `timeout`: the answer did not come in time.
 * - `status`: the answer has another status than expected, or is a redirect that is not followed.
 * - `body`: the answer is too large, or no JSON.
 * - `path`: a column is not to be found as it is described.
 * - `secret`: a function that gives a secret failed.
 */
export type JsonErrorReason = 'request' | 'timeout' | 'status' | 'body' | 'path' | 'secret';

/** A web service gave no rows. Credentials are not in it, nor what follows `?` in the address. */
export class JsonError extends Error {
  /** What kind of fault it is. */
  readonly reason: JsonErrorReason;
  /** The status of the answer, if there was one. */
  readonly status?: number | undefined;

  constructor(reason: JsonErrorReason, message: string, status?: number) {
    super(message);
    this.name = 'JsonError';
    this.reason = reason;
    if (status !== undefined) this.status = status;
  }
}
