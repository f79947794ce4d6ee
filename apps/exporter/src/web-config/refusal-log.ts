import type { Logger } from '../log/logger.ts';

/** Why somebody was not let in. Only for the log: whether a user is known is nobody else's business. */
export type RefusalCause = 'no user and password' | 'unknown user' | 'wrong password';

/** Each cause is logged no more often than this, however many guess. */
const secondsBetween = 60;

/** Logs who was not let in, without what they tried. */
export class RefusalLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #last = new Map<RefusalCause, { readonly at: number; unsaid: number }>();

  /** `now`: seconds on any clock that never goes back. */
  constructor(logger: Logger, now: () => number = () => performance.now() / 1000) {
    this.#logger = logger;
    this.#now = now;
  }

  readonly report = (cause: RefusalCause, client: string): void => {
    const last = this.#last.get(cause);
    const fields = { client, reason: cause };
    if (last !== undefined && this.#now() - last.at < secondsBetween) {
      last.unsaid++;
      this.#logger.debug('Not let in', fields);
      return;
    }
    this.#last.set(cause, { at: this.#now(), unsaid: 0 });
    const unsaid = last?.unsaid ?? 0;
    this.#logger.warn('Not let in', { ...fields, ...(unsaid > 0 && { more_before: unsaid }) });
  };
}
