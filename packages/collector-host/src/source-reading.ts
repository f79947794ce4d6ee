import type { Metric } from '@telltale/model';
import type { HostSource } from './host-source.ts';

/** What came of reading a source once. */
export interface Outcome {
  /** Empty where it failed. */
  readonly metrics: readonly Metric[];
  readonly seconds: number;
  /** Why it failed; `undefined` where it did not. */
  readonly error: unknown;
  /** What was wrong with parts of it, where it did not fail. */
  readonly leftOut: readonly unknown[];
}

/** A reading that is under way. */
interface Run {
  /** Settles when the source has ended, or at the deadline. It never rejects. */
  readonly outcome: Promise<Outcome>;
  isLate: boolean;
}

/**
 * Reads a source, with a deadline. One that has missed it, as where the driver of a sensor does not answer, holds a
 * thread of the pool of Node.js, and is not read again before it has ended. A scrape that comes while the source is
 * being read takes part in that, and one that leaves takes nothing from the others.
 */
export class SourceReading {
  readonly #read: HostSource;
  readonly #timeoutMs: number;
  #run: Run | undefined;

  constructor(read: HostSource, timeoutMs: number) {
    this.#read = read;
    this.#timeoutMs = timeoutMs;
  }

  /** Settles at the deadline at the latest, or when the signal aborts. It never rejects. */
  async outcome(signal: AbortSignal): Promise<Outcome> {
    const start = performance.now();
    if (this.#run === undefined) {
      const begun = this.#begin();
      // What is read at once ends its time here, and not after the other sources have been read.
      if ('metrics' in begun) return begun;
      this.#run = begun;
    } else if (this.#run.isLate) {
      return failed(
        start,
        new Error('It has not ended since an earlier scrape, and is not read again until then.'),
      );
    }
    const { promise: aborted, resolve } = Promise.withResolvers<Outcome>();
    const abort = (): void => {
      resolve(failed(start, signal.reason));
    };
    signal.addEventListener('abort', abort);
    const outcome = await Promise.race([this.#run.outcome, aborted]);
    signal.removeEventListener('abort', abort);
    return outcome;
  }

  #begin(): Run | Outcome {
    const start = performance.now();
    const metrics: Metric[] = [];
    const deadline = new AbortController();
    const leftOut: unknown[] = [];
    // A source of which nothing could be shown has failed, however many parts it has.
    const ended = (): Outcome =>
      metrics.length === 0 && leftOut.length > 0
        ? failed(start, leftOut[0])
        : { metrics, seconds: secondsSince(start), error: undefined, leftOut };
    let pending: Promise<void> | undefined;
    try {
      pending =
        this.#read(metrics, deadline.signal, (problem) => leftOut.push(problem)) ?? undefined;
    } catch (error) {
      return failed(start, error);
    }
    if (pending === undefined) return ended();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const run: Run = { outcome: promise, isLate: false };
    const timer = setTimeout(() => {
      run.isLate = true;
      const error = new Error(`It did not end within ${this.#timeoutMs} ms.`);
      resolve(failed(start, error));
      deadline.abort(error);
    }, this.#timeoutMs);
    // What a source waits for keeps the process alive by itself; a reading that nobody waits for should not.
    timer.unref();
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      this.#run = undefined;
      resolve(outcome);
    };
    pending.then(
      () => {
        end(ended());
      },
      (error: unknown) => {
        end(failed(start, error));
      },
    );
    return run;
  }
}

function failed(start: number, error: unknown): Outcome {
  return {
    metrics: [],
    seconds: secondsSince(start),
    error: error ?? new Error('It threw nothing.'),
    leftOut: [],
  };
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
