import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMilliseconds, parseNumber, parseSeconds } from './parse-number.ts';

/** What the grammar allows, in all lengths. */
const decimals = fc
  .tuple(
    fc.constantFrom('', '+', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^\d{1,25}$/)),
    fc.option(fc.stringMatching(/^\d{0,25}$/), { nil: undefined }),
    fc.constantFrom('', 'e5', 'E-7', 'e+22', 'e-23', 'e300', 'e-400', 'e007'),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${exponent}`,
  );

describe('parseNumber', () => {
  it('reads the nearest double, from whatever decimal', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const value = Number(text);
        expect(parseNumber(text)).toBe(Number.isFinite(value) ? value : undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads every double as it is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        // Minus zero is written as 0.
        for (const text of [String(value), value.toExponential()]) {
          expect(parseNumber(text)).toBe(value + 0);
        }
      }),
    );
  });

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 2 ** 53],
    ['900719925474099.31', 900719925474099.25],
    ['-0', -0],
    ['-0.0e5', -0],
    ['.5', 0.5],
    ['5.', 5],
    ['1e22', 1e22],
    ['1e23', 1e23],
    ['123456789e-22', 1.23456789e-14],
    ['1.7976931348623157e308', Number.MAX_VALUE],
  ])('reads %s', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each([
    '',
    '.',
    '+',
    '-.',
    '1.2.3',
    '1e',
    '1e+',
    '1e1.5',
    '1f5',
    '1%5',
    '--1',
    '0x10',
    '1_0',
    ' 1',
    '1 ',
    '\u0661',
    '1e309',
    '9'.repeat(400),
  ])('refuses %j', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it('reads a part of a text', () => {
    expect(parseNumber('a 12.5e1 7', 2, 8)).toBe(125);
    expect(parseNumber('1234567890123456789012', 1, 3)).toBe(23);
    expect(parseNumber('a NaN', 2)).toBeNaN();
  });
});

describe('timestamps', () => {
  it('are finite seconds', () => {
    expect(parseSeconds('1.5')).toBe(1.5);
    expect(parseSeconds('NaN')).toBeUndefined();
    expect(parseSeconds('Inf')).toBeUndefined();
  });

  it.each([
    ['0', 0],
    ['-1', -1],
    ['+1500', 1500],
    ['999999999999999', 999999999999999],
    ['9223372036854775807', 2 ** 63],
    ['9223372036854775808', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('of %j are milliseconds of 64 bits', (text, value) => {
    expect(parseMilliseconds(text)).toBe(value);
  });
});
