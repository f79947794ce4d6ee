import { combineCrc32, crc32Shift } from './crc32.ts';
import type { SegmentCoding } from './kept-segments.ts';

/** What gzip needs to know of a block. */
export interface GzipSegment {
  /** Deflate blocks, none of them the final one, that end at a byte and refer to nothing before them. */
  readonly deflated: Uint8Array;
  /** How many bytes they stand for. */
  readonly length: number;
  readonly crc: number;
  readonly crcShift: number;
}

/** The parts of zlib that are needed. */
export interface GzipTools {
  /** Raw deflate of what is not empty, that ends in a full flush instead of a final block. */
  readonly deflateAndFlush: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly crc32: (bytes: Uint8Array) => number;
}

/** No time, no name, and 255: made on an unknown system. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
/** An empty block of fixed codes with the bit that says it is the last. */
const finalBlock = [0x03, 0x00] as const;

/**
 * gzip of blocks that are compressed one by one. The page is a single member: a chain of members, one for each block,
 * would be allowed too, but curl refuses it.
 *
 * @see RFC 1951, section 3.2.3, "Details of block format"; RFC 1952, section 2.3, "Member format"
 */
export function gzipOfSegments({ deflateAndFlush, crc32 }: GzipTools): SegmentCoding<GzipSegment> {
  return {
    async segment(bytes) {
      const { byteLength: length } = bytes;
      const deflated = length === 0 ? bytes : await deflateAndFlush(bytes);
      return { deflated, length, crc: crc32(bytes), crcShift: crc32Shift(length) };
    },
    join(segments) {
      let crc = 0;
      let length = 0;
      for (const segment of segments) {
        crc = combineCrc32(crc, segment.crc, segment.crcShift);
        length += segment.length;
      }
      return [header, ...segments.map(({ deflated }) => deflated), trailer(crc, length)];
    },
  };
}

function trailer(crc: number, length: number): Uint8Array {
  const bytes = Uint8Array.of(...finalBlock, 0, 0, 0, 0, 0, 0, 0, 0);
  const view = new DataView(bytes.buffer, finalBlock.length);
  view.setUint32(0, crc, true);
  // The field holds the length modulo 2^32, and so does setUint32.
  view.setUint32(4, length, true);
  return bytes;
}
