import type { Logger } from './logger.ts';

/** What is said again within this time is no news. */
const repeatSeconds = 3600;
/** Messages with numbers in them may be without end. */
const mostKept = 1000;

/** Logs what costs a source a part of its metrics: when it begins, not at each scrape. */
export class WarningLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #saidAt = new Map<string, number>();

  /** `now`: seconds on any clock that never goes back. */
  constructor(logger: Logger, now: () => number = () => performance.now() / 1000) {
    this.#logger = logger;
    this.#now = now;
  }

  readonly warn = (source: string, message: string): void => {
    const key = JSON.stringify([source, message]);
    const now = this.#now();
    const fields = { source, warning: message };
    if (now - (this.#saidAt.get(key) ?? -Infinity) < repeatSeconds) {
      this.#logger.debug('Source still lacks something', fields);
      return;
    }
    this.#saidAt.delete(key);
    this.#saidAt.set(key, now);
    for (const [oldest] of this.#saidAt) {
      if (this.#saidAt.size <= mostKept) break;
      this.#saidAt.delete(oldest);
    }
    this.#logger.warn('Source lacks something', fields);
  };
}
