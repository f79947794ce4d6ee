import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineCrc32, crc32Shift } from './crc32.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

describe('combineCrc32', () => {
  it('gives the CRC-32 of pieces in a row', () => {
    fc.assert(
      fc.property(fc.array(bytes), (pieces) => {
        const combined = pieces.reduce(
          (crc, piece) => combineCrc32(crc, crc32(piece), crc32Shift(piece.length)),
          0,
        );
        expect(combined).toBe(crc32(Buffer.concat(pieces)));
      }),
    );
  });

  it('gives it of pieces as long as blocks are', () => {
    const first = Buffer.alloc(65_537, 'abc');
    const second = Buffer.alloc(1_000_003, 'defgh');
    const combined = combineCrc32(crc32(first), crc32(second), crc32Shift(second.length));
    expect(combined).toBe(crc32(Buffer.concat([first, second])));
  });

  it('shifts by the sum of two lengths as by one after the other, also beyond 2^32', () => {
    const length = fc.integer({ min: 0, max: 2 ** 40 });
    fc.assert(
      fc.property(length, length, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (one, other, crc) => {
        const twice = combineCrc32(combineCrc32(crc, 0, crc32Shift(one)), 0, crc32Shift(other));
        expect(combineCrc32(crc, 0, crc32Shift(one + other))).toBe(twice);
      }),
    );
  });
});
