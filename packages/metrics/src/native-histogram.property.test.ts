import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistogramValue, NativeHistogramValue } from '@telltale/model';
import { Histogram } from './histogram.ts';
import { upperBound } from './native-schema.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Without most subnormal numbers: between them lie too few doubles to tell a bucket by its bounds. */
const isToldByBounds = (value: number): boolean =>
  value === 0 || Math.abs(value) >= 2 ** -1022 || Math.abs(value) === Number.MIN_VALUE;
const value = fc
  .oneof(
    { weight: 4, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) },
    { weight: 2, arbitrary: fc.integer({ min: -60, max: 60 }).map((power) => 2 ** power) },
    { weight: 2, arbitrary: fc.double({ noNaN: true }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(0, -0, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE),
    },
  )
  .filter(isToldByBounds);
const observation = fc.record({
  value,
  count: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 9 })),
  /** Milliseconds until the next one. */
  pause: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 700 })),
});
const options = fc.record({
  factor: fc.constantFrom(1.003, 1.05, 1.1, 1.5, 2, 10, 300, 65_536),
  maxBuckets: fc.integer({ min: 1, max: 20 }),
  zeroThreshold: fc.constantFrom(0, 2 ** -128, 0.001),
  maxZeroThreshold: fc.constantFrom(0, 0.1, 1, 50),
  minResetInterval: fc.constantFrom(Infinity, 1000),
});

/** The counts of a native histogram, from what was observed: straight from the definition of its buckets. */
function counted(
  observations: readonly { value: number; count: number }[],
  { schema, zeroThreshold }: NativeHistogramValue,
) {
  const positive = new Map<number, number>();
  const negative = new Map<number, number>();
  let zeroCount = 0;
  for (const { value: observed, count } of observations) {
    const magnitude = Math.abs(observed);
    if (count === 0) continue;
    if (magnitude <= zeroThreshold) zeroCount += count;
    else {
      const side = observed > 0 ? positive : negative;
      const key = keyByBounds(magnitude, schema);
      side.set(key, (side.get(key) ?? 0) + count);
    }
  }
  const sorted = (side: Map<number, number>) => {
    const buckets = [...side].sort(([a], [b]) => a - b);
    return { indexes: buckets.map(([key]) => key), counts: buckets.map(([, count]) => count) };
  };
  return { zeroCount, positive: sorted(positive), negative: sorted(negative) };
}

/** The bucket of a number, found by trying bounds from a guess on. */
function keyByBounds(magnitude: number, schema: number): number {
  let key = Math.round(Math.log2(Math.min(magnitude, Number.MAX_VALUE)) * 2 ** schema);
  while (upperBound(key, schema) < magnitude) key++;
  while (upperBound(key - 1, schema) >= magnitude) key--;
  return key + 0;
}

describe('the native buckets of a histogram', () => {
  it('hold each observation once since the series began, in the bucket it belongs to, whatever the limit took', () => {
    let resets = 0;
    let widened = 0;
    let coarser = 0;
    fc.assert(
      fc.property(
        fc.array(observation, { maxLength: 40, size: 'max' }),
        options,
        (observations, native) => {
          vi.setSystemTime(1_000_000);
          const histogram = new Histogram({ name: 'size', help: 'Size.', native, buckets: [1] });
          const first = new Histogram({ name: 'size', help: 'Size.', native });
          const firstSchema = ([...first.snapshot().series][0]?.value as HistogramValue).native
            ?.schema;
          let since: { value: number; count: number }[] = [];
          let start = 1000;
          for (const { value: observed, count, pause } of observations) {
            histogram.observe(observed, { count });
            const [series] = histogram.snapshot().series;
            const shown = series?.value as HistogramValue;
            if (series?.startTimestamp !== start) {
              expect((series?.startTimestamp ?? 0) - start).toBeGreaterThanOrEqual(
                native.minResetInterval / 1000,
              );
              start = series?.startTimestamp as number;
              since = [];
              resets++;
            }
            since.push({ value: observed, count });
            const buckets = shown.native as NativeHistogramValue;
            const { positive, negative } = buckets;
            expect({ zeroCount: buckets.zeroCount, positive, negative }).toEqual(
              counted(since, buckets),
            );
            const total = since.reduce((sum, one) => sum + one.count, 0);
            expect(shown.count).toBe(total);
            expect(shown.buckets[0]?.count).toBe(
              since.reduce((sum, one) => sum + (one.value <= 1 ? one.count : 0), 0),
            );
            if (buckets.schema > -4) {
              expect(positive.indexes.length + negative.indexes.length).toBeLessThanOrEqual(
                native.maxBuckets,
              );
            }
            expect(buckets.zeroThreshold).toBeLessThanOrEqual(
              Math.max(native.zeroThreshold, native.maxZeroThreshold),
            );
            if (buckets.zeroThreshold > native.zeroThreshold) widened++;
            if (buckets.schema !== firstSchema) coarser++;
            vi.advanceTimersByTime(pause);
          }
        },
      ),
      { numRuns: 200, seed: 7 },
    );
    // All three ways to keep to the limit were taken.
    for (const often of [resets, widened, coarser]) expect(often).toBeGreaterThan(20);
  });
});
