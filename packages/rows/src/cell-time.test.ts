import { expect, it } from 'vitest';
import { timeOf } from './cell-time.ts';
import type { Cell } from './row.ts';

it.each<[Exclude<Cell, null>, number | undefined]>([
  [new Date('2024-01-31T10:00:00.5Z'), 1706695200.5],
  [1706695200.5, 1706695200.5],
  [1706695200n, 1706695200],
  ['1706695200.5', 1706695200.5],
  ['2024-01-31T10:00:00Z', 1706695200],
  ['2024-01-31 10:00:00', 1706695200],
  ['2024-01-31 12:00:00.5+02', 1706695200.5],
  ['2024-01-31 12:00+02:00', 1706695200],
  ['2024-01-31 06:00:00 -0400', 1706695200],
  ['2024-01-31', 1706659200],
  ['2024-13-31', undefined],
  ['yesterday', undefined],
  [NaN, undefined],
  [true, undefined],
  [new Date(NaN), undefined],
])('the time %o is %s', (cell, expected) => {
  expect(timeOf(cell)).toBe(expected);
});
