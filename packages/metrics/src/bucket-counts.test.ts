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
              buckets.add(one.key, one.count);
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
});
