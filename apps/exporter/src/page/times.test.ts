import { expect, it } from 'vitest';
import { ago, duration } from './times.ts';

it.each([
  [0, '0 s'],
  [0.000_42, '0.42 ms'],
  [0.003_21, '3.2 ms'],
  [1.53, '1.5 s'],
  [61, '1 min'],
  [7500, '2 h 5 min'],
  [90_061, '1 d 1 h'],
])('says %d seconds in words', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

it('says when something was', () => {
  expect([0.4, 1.9, 3700].map(ago)).toEqual(['just now', '1 s ago', '1 h 1 min ago']);
});
