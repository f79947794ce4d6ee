import { performance } from 'node:perf_hooks';
// Not the globals, which a test that fakes the clock replaces.
import { clearInterval, setInterval } from 'node:timers';
import type { DelaySource } from './delay-source.ts';

/**
 * Measures how much later than it was due a timer runs, with one of JavaScript: for engines whose `monitorEventLoopDelay`
 * does not say what that of Node.js says. It costs more, as each sample wakes up JavaScript.
 */
export class TimerSampler implements DelaySource {
  readonly turnMs: number;
  readonly #timer: NodeJS.Timeout;
  #waiting: number[] = [];
  #last: number | undefined;

  /** `onTurn`: called with each sample, as JavaScript runs anyway; it has to take it. */
  constructor(resolutionMs: number, onTurn: () => void) {
    this.turnMs = resolutionMs;
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // The interval itself is no delay. Timers can also be a little early.
      this.#last = Math.max(0, now - before - resolutionMs) / 1000;
      before = now;
      this.#waiting.push(this.#last);
      onTurn();
    }, resolutionMs);
    this.#timer.unref();
  }

  get last(): number | undefined {
    return this.#last;
  }

  take(): number[] {
    const delays = this.#waiting;
    this.#waiting = [];
    return delays;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
