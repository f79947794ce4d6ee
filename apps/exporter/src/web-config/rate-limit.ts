import type { RateLimitSettings } from './web-schema.ts';

/** A bucket of tokens: it begins full, a request takes one, and one comes back at each interval. */
export class RateLimit {
  readonly #intervalMs: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #countedAt: number;

  constructor({ interval, burst }: RateLimitSettings, now = () => performance.now()) {
    this.#intervalMs = interval;
    this.#burst = burst;
    this.#now = now;
    this.#tokens = burst;
    this.#countedAt = now();
  }

  /** Whether it was made for these settings. */
  isOf({ interval, burst }: RateLimitSettings): boolean {
    return interval === this.#intervalMs && burst === this.#burst;
  }

  /** Whether a request may be answered. */
  take(): boolean {
    const now = this.#now();
    const come = (now - this.#countedAt) / this.#intervalMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + come);
    this.#countedAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
