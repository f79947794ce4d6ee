import { createHmac, randomBytes } from 'node:crypto';
import { BcryptThread } from './bcrypt-thread.ts';
import { mostCostOf, type PasswordQuestion } from './equal-cost.ts';

/** Answers that are remembered, right and wrong ones each. */
const mostKept = 100;
/** Comparisons that may wait; further ones are refused, so that a flood of passwords does not pile up. */
const mostWaiting = 20;
export type PasswordVerdict = 'right' | 'wrong' | 'busy';

/** Checks passwords against bcrypt hashes, off the main thread, and remembers what it found. */
export class PasswordCheck implements Disposable {
  readonly #thread = new BcryptThread();
  /** So that what is kept says nothing of a password. */
  readonly #secret = randomBytes(32);
  readonly #right = new Set<string>();
  readonly #wrong = new Set<string>();
  readonly #asked = new Map<string, Promise<PasswordVerdict>>();

  async verdict(
    users: ReadonlyMap<string, string>,
    user: string,
    password: string,
  ): Promise<PasswordVerdict> {
    const hash = users.get(user);
    const key = createHmac('sha256', this.#secret)
      .update(JSON.stringify([user, hash, password]))
      .digest('base64');
    if (this.#right.has(key)) return 'right';
    if (this.#wrong.has(key)) return 'wrong';
    const asked = this.#asked.get(key);
    if (asked !== undefined) return asked;
    if (this.#thread.waiting >= mostWaiting) return 'busy';
    const mostCost = mostCostOf(users.values());
    const asking = this.#compare(key, { password, hash, mostCost });
    this.#asked.set(key, asking);
    try {
      return await asking;
    } finally {
      this.#asked.delete(key);
    }
  }

  async #compare(key: string, question: PasswordQuestion): Promise<PasswordVerdict> {
    const isRight = await this.#thread.check(question);
    const kept = isRight ? this.#right : this.#wrong;
    kept.add(key);
    for (const oldest of kept) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return isRight ? 'right' : 'wrong';
  }

  [Symbol.dispose](): void {
    this.#thread[Symbol.dispose]();
  }
}
