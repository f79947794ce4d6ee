import { describe, expect, it } from 'vitest';
import { constantFamily } from './constant-family.ts';
import { isMetric } from './metric.ts';

describe('isMetric', () => {
  it('knows a family and whatever can be read under a name', () => {
    const family = constantFamily({ name: 'up', help: 'Up.', type: 'gauge', series: [] });
    expect(isMetric(family)).toBe(true);
    expect(isMetric({ name: 'up', snapshot: () => family })).toBe(true);
  });

  it.each([undefined, null, 'up', 1, {}, { name: 'up' }, { snapshot: () => 1 }, () => 1])(
    'refuses %o',
    (value) => {
      expect(isMetric(value)).toBe(false);
    },
  );
});
