import { expect, it } from 'vitest';
import { goDurationMs } from './go-duration.ts';

it.each([
  ['0', 0],
  ['0s', 0],
  ['1s', 1000],
  ['1.5h', 5_400_000],
  ['1m30s', 90_000],
  ['.5s', 500],
  ['2h45m', 9_900_000],
  ['100ms', 100],
  ['250us', 0.25],
  ['250µs', 0.25],
  ['10ns', 1e-5],
])('%s is %d ms', (text, milliseconds) => {
  expect(goDurationMs(text)).toBeCloseTo(milliseconds, 9);
});

it.each(['', '1', 's', '1d', '-1s', '1s 2s', '1s!', '1e3s', '.s'])('%j is no time', (text) => {
  expect(goDurationMs(text)).toBeUndefined();
});
