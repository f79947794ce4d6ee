import { randomNumbers } from '../random.ts';

/** Eleven, as in the defaults of most clients. */
export const buckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A power of two, so that going around costs no division. */
const length = 1024;
const smallest = 0.002;
const greatest = 12;

/**
 * Durations in seconds, spread over all buckets: as many between 2 and 4 milliseconds as between 2 and 4 seconds. Of
 * whole 1/16384 seconds, so that sums of billions of them are exact, in whatever order they are added up.
 */
function observedValues(): Float64Array {
  const random = randomNumbers(2);
  const unit = 2 ** -14;
  return Float64Array.from({ length }, () => {
    const value = smallest * (greatest / smallest) ** random();
    return Math.max(1, Math.round(value / unit)) * unit;
  });
}

/** Gives the values one after the other, and begins again after the last, from one loop to the next. */
export class ValueCycle {
  readonly values = observedValues();
  /** How many were taken. */
  taken = 0;

  /** The sum of all that were taken. */
  sum(): number {
    const total = (count: number): number =>
      this.values.subarray(0, count).reduce((sum, value) => sum + value, 0);
    return Math.floor(this.taken / length) * total(length) + total(this.taken % length);
  }
}

/** Where `taken` is in the values. */
export const cycleMask = length - 1;
