import { MetricError } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { defaultBuckets, exponentialBuckets, linearBuckets } from './buckets.ts';

const refusal = (message: string): MetricError => new MetricError('INVALID_OPTION', message);

describe('defaultBuckets', () => {
  it('cannot be changed', () => {
    expect(Object.isFrozen(defaultBuckets)).toBe(true);
    expect(defaultBuckets).toEqual([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]);
  });
});

describe('linearBuckets', () => {
  it('counts up in equal steps from any start', () => {
    expect(linearBuckets(-10, 5, 4)).toEqual([-10, -5, 0, 5]);
    expect(linearBuckets(1, 1, 1)).toEqual([1]);
  });

  it.each([
    [NaN, 1, 'linearBuckets: start NaN and width 1, expected a finite start and a width above 0.'],
    [0, 0, 'linearBuckets: start 0 and width 0, expected a finite start and a width above 0.'],
    [
      0,
      Infinity,
      'linearBuckets: start 0 and width Infinity, expected a finite start and a width above 0.',
    ],
  ])('refuses start %d and width %d', (start, width, message) => {
    expect(() => linearBuckets(start, width, 3)).toThrow(refusal(message));
  });
});

describe('exponentialBuckets', () => {
  it('multiplies from the start', () => {
    expect(exponentialBuckets(1, 2, 5)).toEqual([1, 2, 4, 8, 16]);
    expect(exponentialBuckets(0.5, 10, 2)).toEqual([0.5, 5]);
  });

  it.each([
    [
      0,
      2,
      'exponentialBuckets: start 0 and factor 2, expected a start above 0 and a factor above 1.',
    ],
    [
      1,
      1,
      'exponentialBuckets: start 1 and factor 1, expected a start above 0 and a factor above 1.',
    ],
    [
      1,
      NaN,
      'exponentialBuckets: start 1 and factor NaN, expected a start above 0 and a factor above 1.',
    ],
  ])('refuses start %d and factor %d', (start, factor, message) => {
    expect(() => exponentialBuckets(start, factor, 3)).toThrow(refusal(message));
  });
});

describe.each([linearBuckets, exponentialBuckets])('%o', (make) => {
  it.each([0, -1, 1.5, NaN, Infinity])('refuses a count of %d', (count) => {
    expect(() => make(1, 2, count)).toThrow(
      refusal(`buckets: a count of ${count}, expected a whole number from 1 up.`),
    );
  });
});
