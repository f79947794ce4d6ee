/** What the delays within a window come to, in seconds. */
export interface DelayFigures {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  /** The smallest delay that at least this share of all delays (0 to 1) does not exceed. */
  readonly quantile: (q: number) => number;
}

/**
 * The delays of the last so many milliseconds. Old ones leave with time, not when somebody reads, so that all who read
 * at the same moment see the same.
 */
export class DelayWindow {
  readonly #windowMs: number;
  readonly #delays: Float64Array;
  readonly #times: Float64Array;
  #next = 0;
  #size = 0;

  /** `capacity`: how many delays are kept at most; past it the oldest leave early. */
  constructor(windowMs: number, capacity: number) {
    this.#windowMs = windowMs;
    this.#delays = new Float64Array(capacity);
    this.#times = new Float64Array(capacity);
  }

  /** Adds a delay in seconds that was seen at `time` milliseconds, which never goes back. */
  add(delay: number, time: number): void {
    this.#delays[this.#next] = delay;
    this.#times[this.#next] = time;
    this.#next = (this.#next + 1) % this.#delays.length;
    if (this.#size < this.#delays.length) this.#size++;
  }

  /** `undefined` where nothing was added within the window before `time` milliseconds. */
  figures(time: number): DelayFigures | undefined {
    const delays = this.#within(time - this.#windowMs);
    const last = delays[0];
    if (last === undefined) return undefined;
    // Sorting 6,000 doubles takes about a millisecond, and a sorted copy answers all the questions.
    delays.sort();
    const count = delays.length;
    let sum = 0;
    for (const delay of delays) sum += delay;
    const mean = sum / count;
    let squares = 0;
    for (const delay of delays) squares += (delay - mean) ** 2;
    return {
      last,
      min: delays[0] as number,
      max: delays[count - 1] as number,
      mean,
      stddev: Math.sqrt(squares / count),
      quantile: (q) => delays[Math.max(0, Math.ceil(q * count) - 1)] as number,
    };
  }

  /** A copy of the delays that are younger than `oldest`, the youngest first. */
  #within(oldest: number): Float64Array {
    const capacity = this.#delays.length;
    const copy = new Float64Array(this.#size);
    let count = 0;
    while (count < this.#size) {
      const at = (this.#next - 1 - count + capacity) % capacity;
      if ((this.#times[at] as number) <= oldest) break;
      copy[count] = this.#delays[at] as number;
      count++;
    }
    return copy.subarray(0, count);
  }
}
