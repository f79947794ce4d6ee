import type { Metric } from '@telltale/model';
import type { HostSource } from './host-source.ts';

/** What came of reading a source once. */
export interface Outcome {
  /** Empty where it failed. */
  readonly metrics: readonly Metric[];
  readonly seconds: number;
  /** Why it failed; `undefined` where it did not. */
  readonly error: unknown;
}

/**
 * Reads a source, with a deadline. One that has missed it, as where the driver of a sensor does not answer, holds a
 * thread of the pool of Node.js, and is not read again before it has ended.
 */
export class SourceReading {
  readonly #read: HostSource;
  readonly #timeoutMs: number;
  readonly #running = new Set<Promise<void>>();
  readonly #late = new Set<Promise<void>>();

  constructor(read: HostSource, timeoutMs: number) {
    this.#read = read;
    this.#timeoutMs = timeoutMs;
  }

  /** Settles at the deadline at the latest, or when the signal aborts. It never rejects. */
  async outcome(signal: AbortSignal): Promise<Outcome> {
    const start = performance.now();
    const metrics: Metric[] = [];
    const ended = (error?: unknown): Outcome => {
      const seconds = (performance.now() - start) / 1000;
      return { metrics: error === undefined ? metrics : [], seconds, error };
    };
    if (this.#late.size > 0) {
      return ended(
        new Error('It has not ended since an earlier scrape, and is not read again until then.'),
      );
    }
    try {
      const pending = this.#read(metrics, signal);
      // What is read at once ends its time here, and not after the other sources have been read.
      if (pending !== undefined) await this.#beforeDeadline(pending, signal);
      return ended();
    } catch (error) {
      return ended(error ?? new Error('It threw nothing.'));
    }
  }

  async #beforeDeadline(pending: Promise<void>, signal: AbortSignal): Promise<void> {
    const running = pending.finally(() => {
      this.#running.delete(running);
      this.#late.delete(running);
    });
    this.#running.add(running);
    const { promise: deadline, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new Error(`It did not end within ${this.#timeoutMs} ms.`));
    }, this.#timeoutMs);
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort);
    try {
      await Promise.race([running, deadline]);
    } catch (error) {
      if (this.#running.has(running)) this.#late.add(running);
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }
}
