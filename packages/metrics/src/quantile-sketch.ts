import { BucketCounts } from './bucket-counts.ts';

/** The smallest error that a sketch can be made for: the keys of its buckets have to fit in 32 bits. */
export const smallestError = 1e-6;

/** Past this many buckets the sketch halves its resolution; 1% over 17 powers of ten stay below it. */
const mostBuckets = 2048;

/**
 * Quantiles of a stream within a relative error that is known: observations are counted in buckets whose bounds grow
 * by a constant factor, so each bucket stands for a value that is off by that error at most.
 *
 * @see Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019
 */
export class QuantileSketch {
  readonly #relativeError: number;
  #error: number;
  #logGrowth: number;
  readonly #positive = new BucketCounts();
  readonly #negative = new BucketCounts();
  #zeros = 0;
  #infinities = 0;
  #negativeInfinities = 0;
  #count = 0;

  constructor(relativeError: number) {
    this.#relativeError = relativeError;
    this.#error = relativeError;
    this.#logGrowth = logGrowth(relativeError);
  }

  get count(): number {
    return this.#count;
  }

  /** By how much a quantile may be off, as a part of its value. Above the one asked for only if values are very far apart. */
  get relativeError(): number {
    return this.#error;
  }

  /** Counts a number; `count` is above 0. */
  observe(value: number, count: number): void {
    this.#count += count;
    if (value === Infinity) this.#infinities += count;
    else if (value === -Infinity) this.#negativeInfinities += count;
    else if (value > 0) this.#addTo(this.#positive, value, count);
    else if (value < 0) this.#addTo(this.#negative, -value, count);
    else this.#zeros += count;
  }

  /** Adds what another sketch of the same error has counted. */
  merge(other: QuantileSketch): void {
    while (this.#error < other.#error) this.#halve();
    // The other one may be finer; its buckets are joined on the way.
    let coarser = 0;
    for (let error = other.#error; error < this.#error; error = halved(error)) coarser++;
    mergeBuckets(this.#positive, other.#positive, coarser);
    mergeBuckets(this.#negative, other.#negative, coarser);
    this.#zeros += other.#zeros;
    this.#infinities += other.#infinities;
    this.#negativeInfinities += other.#negativeInfinities;
    this.#count += other.#count;
    this.#limit();
  }

  clear(): void {
    this.#error = this.#relativeError;
    this.#logGrowth = logGrowth(this.#error);
    this.#positive.clear();
    this.#negative.clear();
    this.#zeros = this.#infinities = this.#negativeInfinities = this.#count = 0;
  }

  /** The value at each quantile (ascending, from 0 to 1); `NaN` where nothing was observed. */
  quantiles(quantiles: readonly number[]): number[] {
    if (this.#count === 0) return quantiles.map(() => NaN);
    const negative = this.#negative.sorted();
    const positive = this.#positive.sorted();
    // All that was observed, ascending.
    const counts = [
      this.#negativeInfinities,
      ...negative.counts.reverse(),
      this.#zeros,
      ...positive.counts,
      this.#infinities,
    ];
    const total = counts.reduce((sum, count) => sum + count, 0);
    let step = 0;
    let upTo = counts[0] ?? 0;
    return quantiles.map((quantile) => {
      // The smallest value that at least this part of the observations is not above.
      const rank = Math.max(Math.ceil(quantile * total), 1);
      while (upTo < rank && step < counts.length) upTo += counts[++step] ?? 0;
      return this.#valueAt(step, negative.indexes, positive.indexes);
    });
  }

  /** What is counted at a place of: -Infinity, the negative buckets, 0, the positive buckets, Infinity. */
  #valueAt(step: number, negative: readonly number[], positive: readonly number[]): number {
    const zero = 1 + negative.length;
    if (step === 0) return -Infinity;
    if (step < zero) return -this.#valueOf(negative[zero - 1 - step] as number);
    if (step === zero) return 0;
    const key = positive[step - zero - 1];
    return key === undefined ? Infinity : this.#valueOf(key);
  }

  #addTo(buckets: BucketCounts, magnitude: number, count: number): void {
    if (buckets.add(Math.ceil(Math.log(magnitude) / this.#logGrowth), count)) this.#limit();
  }

  #limit(): void {
    while (this.#positive.size + this.#negative.size > mostBuckets) this.#halve();
  }

  #halve(): void {
    this.#error = halved(this.#error);
    this.#logGrowth *= 2;
    this.#positive.halve();
    this.#negative.halve();
  }

  /** The value that is off by the same part from both bounds of its bucket. */
  #valueOf(key: number): number {
    const width = this.#logGrowth;
    const value = Math.exp((key - 1) * width + Math.LN2 - Math.log1p(Math.exp(-width)));
    // The buckets at both ends reach beyond what a double can hold.
    return Math.min(Math.max(value, Number.MIN_VALUE), Number.MAX_VALUE);
  }
}

function logGrowth(relativeError: number): number {
  return Math.log((1 + relativeError) / (1 - relativeError));
}

/** The relative error when each two neighbouring buckets are joined. */
function halved(error: number): number {
  return (2 * error) / (1 + error * error);
}

function mergeBuckets(into: BucketCounts, from: BucketCounts, coarser: number): void {
  from.forEach((key, count) => {
    let joined = key;
    for (let step = 0; step < coarser; step++) joined = Math.ceil(joined / 2);
    into.add(joined, count);
  });
}
