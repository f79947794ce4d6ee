import { ConfigError } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { parseMaxRequests } from './max-requests.ts';

describe('parseMaxRequests', () => {
  it.each([
    ['40', 40],
    ['1', 1],
    ['0', Infinity],
  ])('reads %s', (text, count) => {
    expect(parseMaxRequests(text)).toBe(count);
  });

  it.each(['', '-1', '1.5', '1e3', ' 4', '0x10', 'many', '99999999999999999999'])(
    'refuses %j',
    (text) => {
      expect(() => parseMaxRequests(text)).toThrow(
        new ConfigError(
          `${JSON.stringify(text)} is not a number of scrapes: expected a whole number, such as 40, or 0 for no limit.`,
        ),
      );
    },
  );
});
