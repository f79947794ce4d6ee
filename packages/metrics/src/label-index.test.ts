import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelIndex } from './label-index.ts';

const names = ['a', 'b', 'c'];
const value = fc.constantFrom('', 'x', 'y', 'x|y', '__proto__', 'constructor');
const values = fc.tuple(value, value, value);
const orders = [
  [0, 1, 2],
  [2, 1, 0],
  [1, 2, 0],
];

describe('LabelIndex', () => {
  it('holds what a Map would, looked up by values and by names in any order', () => {
    const step = fc.record({ values, remove: fc.boolean(), order: fc.constantFrom(...orders) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = new LabelIndex(names);
        const expected = new Map<string, number>();
        for (const [row, { values: given, remove, order }] of steps.entries()) {
          const key = JSON.stringify(given);
          const labels = Object.fromEntries(
            order.map((at) => [names[at] as string, given[at]] as const),
          );
          expect(index.get(given)).toBe(expected.get(key));
          expect(index.find(labels)).toBe(expected.get(key));
          if (!remove) {
            index.set(given, row);
            expected.set(key, row);
          } else if (expected.delete(key)) index.delete(given);
        }
        for (const [key, row] of expected) expect(index.get(JSON.parse(key) as string[])).toBe(row);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['too few', { a: 'x', b: 'y' }],
    ['one too many', { a: 'x', b: 'y', c: 'z', d: '' }],
    ['one too many, in front', { d: '', a: 'x', b: 'y', c: 'z' }],
    ['another name', { a: 'x', b: 'y', d: 'z' }],
    ['a number', { a: 'x', b: 'y', c: 1 }],
    ['inherited ones', Object.create({ a: 'x', b: 'y', c: 'z' }) as Record<string, unknown>],
    ['none', {}],
  ])('finds nothing by %s', (_, labels) => {
    const index = new LabelIndex(names);
    index.set(['x', 'y', 'z'], 0);
    expect(index.find({ a: 'x', b: 'y', c: 'z' })).toBe(0);
    expect(index.find(labels)).toBeUndefined();
  });

  it('holds one row without names', () => {
    const index = new LabelIndex([]);
    expect(index.get([])).toBeUndefined();
    index.set([], 0);
    expect(index.get([])).toBe(0);
    expect(index.find({})).toBeUndefined();
    index.delete([]);
    expect(index.get([])).toBeUndefined();
  });
});
