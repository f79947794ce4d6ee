/** What the delays within a window come to, in seconds. */
export interface DelayFigures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  /** For each share asked for, the smallest delay that at least this share of all delays (0 to 1) does not exceed. */
  readonly quantiles: readonly number[];
}

/** Bits of the mantissa of a double that tell buckets apart: those of one power of two differ by less than 1%. */
const mantissaBits = 7;
const bucketsOfPower = 1 << mantissaBits;
/** Delays below 2 ** -31 s, which is less than a nanosecond, are in the first bucket; they are 0. */
const leastPower = -31;
/** Delays from 2 ** 17 s on, a day and a half, are in the last bucket. */
const mostPower = 17;
const powers = mostPower - leastPower + 1;

/** The upper half of a double that is 2 ** leastPower, without what does not tell buckets apart. */
const leastKey = (leastPower + 1023) << mantissaBits;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);
/** Which half of a double has its exponent. */
const upper = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The bucket of a delay: of two delays, the longer one is never in a lower one. */
function bucketOf(delay: number): number {
  double[0] = delay;
  const key = ((halves[upper] as number) >>> (20 - mantissaBits)) - leastKey;
  return Math.min(Math.max(key, 0), powers * bucketsOfPower - 1);
}

/**
 * The delays of the last so many milliseconds. Old ones leave with time, not when somebody reads, so that all who read
 * at the same moment see the same.
 *
 * Delays are also counted in buckets, so that a quantile is looked for among the few of one bucket: sorting 1,000
 * took 0.2 ms, which was more than all else of a scrape; a minute has 3,000.
 */
export class DelayWindow {
  readonly #windowMs: number;
  readonly #shares: readonly number[];
  readonly #delays: Float64Array;
  readonly #times: Float64Array;
  readonly #buckets: Uint16Array;
  readonly #counts = new Uint32Array(powers * bucketsOfPower);
  /** The counts of all buckets of one power of two. */
  readonly #countsOfPowers = new Uint32Array(powers);
  /** Where the oldest is. */
  #first = 0;
  #size = 0;
  /** What was worked out last, for as long as no delay has come or left since. */
  #figures: DelayFigures | undefined;

  /** `capacity`: how many delays are kept at most; past it the oldest leave early. `shares`: see `quantiles`. */
  constructor(windowMs: number, capacity: number, shares: readonly number[]) {
    this.#windowMs = windowMs;
    this.#shares = shares;
    this.#delays = new Float64Array(capacity);
    this.#times = new Float64Array(capacity);
    this.#buckets = new Uint16Array(capacity);
  }

  /** Adds a delay in seconds that was seen at `time` milliseconds, which never goes back. */
  add(delay: number, time: number): void {
    if (this.#size === this.#delays.length) this.#forgetOldest();
    this.#forgetUntil(time - this.#windowMs);
    const bucket = bucketOf(delay);
    const at = this.#place(this.#size);
    this.#delays[at] = delay;
    this.#times[at] = time;
    this.#buckets[at] = bucket;
    this.#count(bucket, 1);
    this.#size++;
    this.#figures = undefined;
  }

  /** `undefined` where nothing was added within the window before `time` milliseconds. */
  figures(time: number): DelayFigures | undefined {
    this.#forgetUntil(time - this.#windowMs);
    if (this.#size === 0) return undefined;
    return (this.#figures ??= this.#workedOut());
  }

  #workedOut(): DelayFigures {
    const size = this.#size;
    const delays = this.#delays;
    const capacity = delays.length;
    let sum = 0;
    let min = Infinity;
    let max = 0;
    for (let at = this.#first, left = size; left > 0; left--) {
      const delay = delays[at] as number;
      sum += delay;
      if (delay < min) min = delay;
      if (delay > max) max = delay;
      if (++at === capacity) at = 0;
    }
    const mean = sum / size;
    let squares = 0;
    for (let at = this.#first, left = size; left > 0; left--) {
      const distance = (delays[at] as number) - mean;
      squares += distance * distance;
      if (++at === capacity) at = 0;
    }
    return {
      min,
      max,
      mean,
      stddev: Math.sqrt(squares / size),
      quantiles: this.#shares.map((share) =>
        this.#ofRank(Math.max(0, Math.ceil(share * size) - 1)),
      ),
    };
  }

  /** The delay that would stand at an index if they were sorted. */
  #ofRank(rank: number): number {
    let left = rank;
    let power = 0;
    for (; left >= (this.#countsOfPowers[power] as number); power++) {
      left -= this.#countsOfPowers[power] as number;
    }
    let bucket = power * bucketsOfPower;
    for (; left >= (this.#counts[bucket] as number); bucket++) {
      left -= this.#counts[bucket] as number;
    }
    return this.#inBucket(bucket).sort()[left] as number;
  }

  #inBucket(bucket: number): Float64Array {
    const found = new Float64Array(this.#counts[bucket] as number);
    const buckets = this.#buckets;
    for (let at = this.#first, count = 0; count < found.length;) {
      if (buckets[at] === bucket) found[count++] = this.#delays[at] as number;
      if (++at === buckets.length) at = 0;
    }
    return found;
  }

  #forgetUntil(oldest: number): void {
    while (this.#size > 0 && (this.#times[this.#first] as number) <= oldest) this.#forgetOldest();
  }

  #forgetOldest(): void {
    this.#count(this.#buckets[this.#first] as number, -1);
    this.#first = this.#place(1);
    this.#size--;
    this.#figures = undefined;
  }

  #count(bucket: number, by: number): void {
    (this.#counts[bucket] as number) += by;
    (this.#countsOfPowers[bucket >> mantissaBits] as number) += by;
  }

  /** Where a delay is, by its age: 0 is the oldest. */
  #place(index: number): number {
    return (this.#first + index) % this.#delays.length;
  }
}
