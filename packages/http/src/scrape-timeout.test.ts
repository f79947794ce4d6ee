import { describe, expect, it } from 'vitest';
import { scrapeTimeoutMs } from './scrape-timeout.ts';

describe('scrapeTimeoutMs', () => {
  it.each([
    ['10', 0.5, 9500],
    ['10', 0, 10_000],
    ['1.5', 0.25, 1250],
    ['10.0004', 0, 10_000],
  ])('gives collectors %s seconds less the offset of %d', (header, offset, expected) => {
    expect(scrapeTimeoutMs(header, offset)).toBe(expected);
  });

  it.each(['0.5', '0.55', '0.001'])('never gives less than 100 ms, not even for %s', (header) => {
    expect(scrapeTimeoutMs(header, 0.5)).toBe(100);
  });

  it('never gives more than a timer can wait', () => {
    expect(scrapeTimeoutMs('1e12', 0.5)).toBe(2_147_483_647);
  });

  it.each([undefined, '', ' ', '0', '-1', 'NaN', 'Infinity', 'ten', '10s', '10, 10'])(
    'ignores %j',
    (header) => {
      expect(scrapeTimeoutMs(header, 0.5)).toBeUndefined();
    },
  );
});
