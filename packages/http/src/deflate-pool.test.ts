import { constants, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflatePool } from './deflate-pool.ts';

const inflate = (...pieces: readonly Uint8Array[]): Buffer =>
  inflateRawSync(Buffer.concat(pieces), { finishFlush: constants.Z_SYNC_FLUSH });

describe('deflatePool', () => {
  it('deflates pieces that can stand in any order, however many are given at once', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      // Alike, so that there is something before a piece to refer to.
      fc.integer({ min: 1, max: 200 }).map((times) => Buffer.from('queue_depth 1\n'.repeat(times))),
    );
    const deflate = deflatePool();
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 10 }), async (pieces) => {
        const deflated = await Promise.all(pieces.map(deflate));
        for (const [index, piece] of pieces.entries()) {
          expect(inflate(deflated[index]!).equals(piece)).toBe(true);
        }
        const backwards = inflate(...deflated.toReversed());
        expect(backwards.equals(Buffer.concat(pieces.toReversed()))).toBe(true);
      }),
    );
  });

  it('deflates what is long and cannot be made shorter', async () => {
    let state = 1;
    const noise = Uint8Array.from({ length: 3_000_000 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 16;
    });
    const deflate = deflatePool();
    const [first, second] = await Promise.all([deflate(noise), deflate(noise.subarray(1))]);
    expect(inflate(first).equals(noise)).toBe(true);
    expect(inflate(second).equals(noise.subarray(1))).toBe(true);
  });

  it('gives pieces in memory of their own, so that what is kept holds nothing else', async () => {
    const deflated = await deflatePool()(Buffer.from('queue_depth 1\n'));
    expect(deflated.buffer.byteLength).toBe(deflated.byteLength);
  });

  it('tells who gave it what cannot be deflated, and goes on', async () => {
    const deflate = deflatePool();
    await expect(deflate(null as unknown as Uint8Array)).rejects.toThrow('May not write null');
    expect(inflate(await deflate(Buffer.from('a'))).toString()).toBe('a');
  });
});
