import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketCounts } from './bucket-counts.ts';

/** Keys that lie together, as those of a native histogram do, and the ends of what fits. */
const key = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -40, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: -274_944, max: 262_145 }) },
  { weight: 1, arbitrary: fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0, -0) },
);
const count = fc.integer({ min: 1, max: 1000 });

const step = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ kind: fc.constant('add' as const), key, count }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('halve' as const, 'clear' as const) }),
  },
);

describe('BucketCounts', () => {
  it('holds what a Map would, after any steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const buckets = new BucketCounts();
        let model = new Map<number, number>();
        for (const one of steps) {
          switch (one.kind) {
            case 'add':
              // It tells whether the bucket is new.
              expect(buckets.add(one.key, one.count)).toBe(!model.has(one.key));
              model.set(one.key, (model.get(one.key) ?? 0) + one.count);
              break;
            case 'take':
              expect(buckets.take(one.key)).toBe(model.get(one.key) ?? 0);
              model.delete(one.key);
              break;
            case 'halve': {
              buckets.halve();
              const joined = new Map<number, number>();
              for (const [from, counted] of model) {
                const into = Math.floor((from + 1) / 2);
                joined.set(into, (joined.get(into) ?? 0) + counted);
              }
              model = joined;
              break;
            }
            case 'clear':
              buckets.clear();
              model.clear();
          }
          expect(buckets.size).toBe(model.size);
        }
        const ascending = [...model].sort(([a], [b]) => a - b);
        expect(buckets.smallest()).toBe(ascending[0] && ascending[0][0] + 0);
        expect(buckets.sorted()).toEqual({
          indexes: ascending.map(([at]) => at + 0),
          counts: ascending.map(([, counted]) => counted),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('holds many neighbouring keys, as a histogram without a limit makes them', () => {
    const buckets = new BucketCounts();
    const many = 200_000;
    for (let at = 0; at < many; at++) buckets.add(at - many / 2, 1);
    for (let at = 0; at < many; at++) buckets.add(at - many / 2, 1);
    const { indexes, counts } = buckets.sorted();
    expect(buckets.size).toBe(many);
    expect(indexes).toEqual(Array.from({ length: many }, (_, at) => at - many / 2));
    expect(counts.every((counted) => counted === 2)).toBe(true);
  });

  it('holds keys that all have the same place, however large the table is', () => {
    const buckets = new BucketCounts();
    const keys = Array.from({ length: 1000 }, (_, at) => (at - 500) * 2 ** 16);
    for (const at of keys) expect(buckets.add(at, 1)).toBe(true);
    for (const at of keys) expect(buckets.add(at, 2)).toBe(false);
    expect(buckets.sorted()).toEqual({ indexes: keys, counts: keys.map(() => 3) });
    // Each is found by itself, and none is lost with another one.
    for (const [index, at] of keys.entries()) {
      if (index % 2 === 0) expect(buckets.take(at)).toBe(3);
    }
    expect(buckets.sorted().indexes).toEqual(keys.filter((_, index) => index % 2 === 1));
  });

  it('is empty at first and after clear, whatever others have counted', () => {
    const nothing = { indexes: [], counts: [] };
    const [first, second] = [new BucketCounts(), new BucketCounts()];
    for (const at of [0, 1, -1]) {
      first.add(at, 1);
      expect(second.sorted()).toEqual(nothing);
      expect(second.take(at)).toBe(0);
      expect(second.smallest()).toBeUndefined();
      first.clear();
      expect(first.sorted()).toEqual(nothing);
      expect(new BucketCounts().sorted()).toEqual(nothing);
    }
    second.halve();
    expect(second.add(7, 2)).toBe(true);
    expect(second.sorted()).toEqual({ indexes: [7], counts: [2] });
    expect(first.size).toBe(0);
  });
});
