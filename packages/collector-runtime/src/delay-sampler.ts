import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
// Not the globals, which a test that fakes the clock replaces.
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import type { DelaySource } from './delay-source.ts';

/** The longest that samples wait before they are taken out of Node.js's own histogram. */
const longestTurnMs = 5000;
/** Samples of a turn: each is looked up when they are taken out (3 µs, Node 24), and none may make the loop late. */
const samplesOfTurn = 250;
/** Fewer samples are left where they are: to begin anew costs a timer. */
const worthEmptying = 16;
/** Parts of the window: a sample leaves it late by up to one of them. */
const turnsOfWindow = 12;

/**
 * Measures how much later than it was due a timer runs, with the one that `monitorEventLoopDelay` keeps in native code:
 * its waking up runs no JavaScript, which makes a sample cost a third of what it costs by `setInterval` (Node 24).
 *
 * What Node.js gives is a histogram without buckets, so the samples are got back out of it by their ranks. It must be
 * emptied from time to time, and forgets when its last sample was whenever it is: a loop blocked just then would not be
 * seen. So a timer of its own is due after each of these moments, as much later as the next sample.
 */
export class DelaySampler implements DelaySource {
  readonly turnMs: number;
  readonly #resolutionMs: number;
  readonly #histogram;
  readonly #turns: NodeJS.Timeout;
  #bridge: NodeJS.Timeout | undefined;
  /** The values that were taken from the histogram since it was emptied, in ascending order. */
  #taken: readonly number[] = [];
  /** Delays in seconds that the histogram holds no more, or never held. */
  #waiting: number[] = [];
  #last: number | undefined;

  /** `onTurn`: called each turn; it has to take the samples. */
  constructor(resolutionMs: number, windowMs: number, onTurn: () => void) {
    this.#resolutionMs = resolutionMs;
    const turnMs = Math.min(longestTurnMs, samplesOfTurn * resolutionMs, windowMs / turnsOfWindow);
    this.turnMs = Math.max(resolutionMs, Math.floor(turnMs));
    this.#histogram = monitorEventLoopDelay({ resolution: resolutionMs });
    this.#histogram.enable();
    this.#bridgeGap();
    this.#turns = setInterval(onTurn, this.turnMs);
    this.#turns.unref();
  }

  get last(): number | undefined {
    return this.#last;
  }

  take(): number[] {
    const delays = this.#waiting;
    this.#waiting = [];
    if (this.#histogram.count === this.#taken.length) return delays;
    const values = valuesOf(this.#histogram);
    let known = 0;
    for (const value of values) {
      if (value === this.#taken[known]) known++;
      else delays.push(this.#delay(value / 1e6));
    }
    this.#taken = values;
    // All that are in it are looked up again with the next.
    if (values.length >= worthEmptying) this.#empty();
    return delays;
  }

  stop(): void {
    this.#histogram.disable();
    clearInterval(this.#turns);
    clearTimeout(this.#bridge);
  }

  #empty(): void {
    // It has not begun anew yet.
    if (this.#bridge !== undefined) return;
    this.#histogram.reset();
    this.#taken = [];
    this.#bridgeGap();
  }

  #bridgeGap(): void {
    const begin = performance.now();
    this.#bridge = setTimeout(() => {
      this.#bridge = undefined;
      this.#last = this.#delay(performance.now() - begin);
      this.#waiting.push(this.#last);
    }, this.#resolutionMs);
    this.#bridge.unref();
  }

  /** Seconds, from the milliseconds between two samples. */
  #delay(passedMs: number): number {
    // The interval itself is no delay. Timers count whole milliseconds, so one can also be a little early.
    const delayMs = Math.max(0, passedMs - this.#resolutionMs);
    // The clock counts nanoseconds; digits beyond are those of the subtraction.
    return Math.round(delayMs * 1e6) / 1e9;
  }
}

interface Ranked {
  readonly count: number;
  percentile(percentile: number): number;
}

/** All values of a histogram in ascending order, in nanoseconds. */
export function valuesOf(histogram: Ranked): number[] {
  const { count } = histogram;
  const values = new Array<number>(count).fill(0);
  const look = (rank: number): number =>
    (values[rank] = middleOfStep(histogram.percentile((100 * (rank + 1)) / count)));
  // Values between two that are equal are the same.
  const fill = (low: number, high: number): void => {
    if (high - low < 2) return;
    if (values[low] === values[high]) {
      values.fill(values[low] as number, low, high);
      return;
    }
    const middle = (low + high) >>> 1;
    look(middle);
    fill(low, middle);
    fill(middle, high);
  };
  if (count > 0) look(0);
  if (count > 1) look(count - 1);
  fill(0, count - 1);
  return values;
}

/** Steps in which Node.js's histograms tell apart the values of one power of two. */
const stepsOfPower = 1024;

/** Node.js gives the highest value that it does not tell from the one that was recorded. */
function middleOfStep(highest: number): number {
  const step = 2 ** Math.floor(Math.log2(highest)) / stepsOfPower;
  return highest - (step - 1) / 2;
}
