import { describe, expect, it } from 'vitest';
import { labelSets } from './label-sets.ts';

describe('labelSets', () => {
  it.each([1, 2, 3, 4, 5])('gives as many different sets of %i labels as asked for', (labels) => {
    for (const count of [1, 10, 999, 20_000]) {
      const sets = labelSets(count, { labels, values: 'ascii' });
      const all = Array.from({ length: count }, (_, index) => JSON.stringify(sets.at(index)));
      expect(new Set(all).size).toBe(count);
      expect(Object.keys(sets.at(0))).toEqual(sets.names);
      expect(all.some((set) => set.includes('undefined'))).toBe(false);
    }
  });

  it('gives a new object at each call, of the same strings', () => {
    const sets = labelSets(10, { labels: 3, values: 'ascii' });
    expect(sets.at(3)).not.toBe(sets.at(3));
    expect(sets.at(3)).toEqual({
      route: '/route/number-0',
      status: '/status/number-0',
      method: '/method/number-3',
    });
  });

  it('has values beyond ASCII where asked for', () => {
    const { zone } = labelSets(10, { labels: 5, values: 'utf-8' }).at(7) as { zone: string };
    expect(Buffer.byteLength(zone)).toBeGreaterThan(zone.length);
  });

  it('refuses other numbers of labels', () => {
    const sets = (labels: number) => () => labelSets(10, { labels, values: 'ascii' });
    expect(sets(0)).toThrow('labels: expected 1 to 5, got 0');
    expect(sets(6)).toThrow('labels: expected 1 to 5, got 6');
  });
});
