import type { NativeHistogramValue } from '@telltale/model';
import { BucketCounts } from './bucket-counts.ts';
import { NativeExemplars } from './native-exemplars.ts';
import type { NativeLayout } from './native-options.ts';
import { bucketKey, coarsestSchema, upperBound } from './native-schema.ts';

/** The native buckets of one series. */
export class NativeBuckets {
  readonly #layout: NativeLayout;
  #schema: number;
  #zeroThreshold: number;
  #zeroCount = 0;
  readonly #positive = new BucketCounts();
  readonly #negative = new BucketCounts();
  readonly exemplars = new NativeExemplars();
  #hasShrunk = false;

  constructor(layout: NativeLayout) {
    this.#layout = layout;
    this.#schema = layout.schema;
    this.#zeroThreshold = layout.zeroThreshold;
  }

  /** Counts a number; `count` is above 0. Returns whether to look at `isResetDue()`, and if not, to `shrink()`. */
  observe(value: number, count: number): boolean {
    if (!(value > this.#zeroThreshold)) return this.#observeNotPositive(value, count);
    return this.#positive.add(bucketKey(value, this.#schema), count) || this.#hasShrunk;
  }

  #observeNotPositive(value: number, count: number): boolean {
    if (value < -this.#zeroThreshold) {
      return this.#negative.add(bucketKey(-value, this.#schema), count) || this.#hasShrunk;
    }
    this.#zeroCount += count;
    return this.#hasShrunk;
  }

  /** Whether there are more buckets than the limit allows, so that something has to be given up. */
  get isOverLimit(): boolean {
    return this.#positive.size + this.#negative.size > this.#layout.maxBuckets;
  }

  /**
   * Whether to begin anew: for room, or for the resolution that was given up for room. `start` is when the series
   * began, Unix time in seconds.
   */
  isResetDue(start: number): boolean {
    if (!this.#hasShrunk && !this.isOverLimit) return false;
    return Date.now() - Math.round(start * 1000) >= this.#layout.minResetInterval;
  }

  /**
   * Comes back under the limit without losing an observation: by a wider zero bucket as far as its limit allows,
   * else by half the resolution.
   *
   * @see Prometheus "Native Histograms" specification, "Limiting the bucket count"
   */
  shrink(): void {
    while (this.isOverLimit) {
      this.#hasShrunk = true;
      if (this.#widenZeroBucket()) continue;
      if (this.#schema === coarsestSchema) return;
      this.#schema--;
      this.#positive.halve();
      this.#negative.halve();
    }
  }

  /** Begins anew, with the resolution and zero threshold of the options. */
  reset(): void {
    this.#schema = this.#layout.schema;
    this.#zeroThreshold = this.#layout.zeroThreshold;
    this.#zeroCount = 0;
    this.#positive.clear();
    this.#negative.clear();
    this.exemplars.clear();
    this.#hasShrunk = false;
  }

  read(): NativeHistogramValue {
    const exemplars = this.exemplars.read();
    return {
      schema: this.#schema,
      zeroThreshold: this.#zeroThreshold,
      zeroCount: this.#zeroCount,
      positive: this.#positive.sorted(),
      negative: this.#negative.sorted(),
      ...(exemplars && { exemplars }),
    };
  }

  #widenZeroBucket(): boolean {
    const key = Math.min(
      this.#positive.smallest() ?? Infinity,
      this.#negative.smallest() ?? Infinity,
    );
    const threshold = upperBound(key, this.#schema);
    if (!(threshold <= this.#layout.maxZeroThreshold)) return false;
    this.#zeroThreshold = threshold;
    this.#zeroCount += this.#positive.take(key) + this.#negative.take(key);
    return true;
  }
}
