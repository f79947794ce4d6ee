import { constants, crc32, deflateRawSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipOfSegments, type GzipTools } from './gzip-page.ts';

const tools: GzipTools = {
  deflateAndFlush: async (bytes) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH }),
  crc32,
};

async function gzip(blocks: readonly Uint8Array[]): Promise<Buffer> {
  const coding = gzipOfSegments(tools);
  return Buffer.concat(coding.join(await Promise.all(blocks.map(coding.segment))));
}

describe('gzipOfSegments', () => {
  it('makes what gunzip reads as the blocks in a row, in whatever order they come again', async () => {
    const block = fc.uint8Array({ maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(fc.array(block), async (blocks) => {
        for (const page of [blocks, blocks.toReversed()]) {
          const read = gunzipSync(await gzip(page));
          expect(read.equals(Buffer.concat(page))).toBe(true);
        }
      }),
    );
  });

  it('makes a single member, as the only ones that curl reads to the end', async () => {
    const blocks = [1, 2, 3].map((byte) => Buffer.alloc(70_000, byte));
    const page = await gzip(blocks);
    const member = Buffer.from([0x1f, 0x8b, 8]);
    expect(page.indexOf(member)).toBe(0);
    expect(page.indexOf(member, 1)).toBe(-1);
  });

  it('writes the length modulo 2^32', () => {
    const segment = { deflated: new Uint8Array(), length: 3 * 2 ** 30, crc: 0, crcShift: 0 };
    const parts = gzipOfSegments(tools).join([segment, segment]);
    expect(Buffer.from(parts.at(-1)!).readUInt32LE(6)).toBe(2 ** 31);
  });
});
