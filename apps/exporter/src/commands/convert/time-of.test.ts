import { expect, it } from 'vitest';
import { duration } from '../../config/duration.ts';
import { Conversion } from './conversion.ts';
import { timeOf } from './time-of.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

it.each([
  ['30s', '30s', 30_000],
  ['1d12h', '1d12h', day + 12 * hour],
  // Of Prometheus.
  ['1w', '7d', 7 * day],
  ['2w3d', '17d', 17 * day],
  ['0y0w90m', '1h30m', 90 * minute],
  // Of Go.
  ['1.5h', '1h30m', 90 * minute],
  ['.5s', '500ms', 500],
  ['1s1m', '1m1s', minute + 1000],
  ['1h1h', '2h', 2 * hour],
  ['1500us', '2ms', 2],
  ['10ns', '1ms', 1],
])('%s is %s', (given, written, milliseconds) => {
  const conversion = new Conversion();
  expect(timeOf('job a: interval', given, conversion)).toBe(written);
  expect(duration.parse(written)).toBe(milliseconds);
  expect(conversion.notes).toEqual([]);
});

it.each([undefined, null, 0, '0', '0s', '0h0m'])('%j is no time at all', (given) => {
  expect(timeOf('global', given, new Conversion())).toBeUndefined();
});

it.each(['1y', '4w', '25d', '600h'])('%s is longer than is possible, which is said', (given) => {
  const conversion = new Conversion();
  expect(timeOf('global: min_interval', given, conversion)).toBe('24d');
  expect(conversion.notes).toEqual([
    `global: min_interval: ${given} is longer than a time may be here: 24d was written.`,
  ]);
});

it.each(['', 'soon', '30', '1 h', '-5s', '1h!', 30, true, ['5s']])('%j is refused', (given) => {
  expect(() => timeOf('job a: interval', given, new Conversion())).toThrow(
    `job a: interval: ${JSON.stringify(given)} is not a time: expected one such as 30s, 1h30m or 1w.`,
  );
});
