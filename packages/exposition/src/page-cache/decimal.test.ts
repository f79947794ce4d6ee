import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOfWhole, writeAscii, writeWhole } from './decimal.ts';

const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1001, max: 1001 }),
  // The borders between numbers of digits.
  fc
    .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: -1, max: 1 }), fc.boolean())
    .map(([power, by, isNegative]) => (isNegative ? -1 : 1) * (10 ** power + by)),
);

describe('whole numbers', () => {
  it('are written as String() writes them, and nothing beside them', () => {
    fc.assert(
      fc.property(whole, fc.nat({ max: 5 }), (value, gap) => {
        const text = String(value + 0);
        expect(lengthOfWhole(value)).toBe(text.length);
        const bytes = new Uint8Array(text.length + 2 * gap).fill(0x2e);
        writeWhole(bytes, gap + text.length, value);
        const dots = '.'.repeat(gap);
        expect(Buffer.from(bytes).toString()).toBe(`${dots}${text}${dots}`);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([0.5, NaN, Infinity, -Infinity, 2 ** 53, 1e21])('are not what %d is', (value) => {
    expect(lengthOfWhole(value)).toBe(0);
  });
});

describe('ASCII text', () => {
  it('is written where it is to begin', () => {
    const bytes = new Uint8Array(8).fill(0x2e);
    writeAscii(bytes, 2, '1e-7');
    expect(Buffer.from(bytes).toString()).toBe('..1e-7..');
  });
});
