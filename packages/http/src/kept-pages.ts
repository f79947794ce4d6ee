import { createEncoder, type Encoder, type Format, type PageBlock } from '@telltale/exposition';
import type { MetricFamily } from '@telltale/model';
import type { BlockCompressor, Coding } from './coding.ts';
import type { Page } from './page.ts';
import { lengthOf } from './parts.ts';

/**
 * How many formats a page is kept in. Each takes as much memory as a page, and two Prometheus servers of different
 * versions ask for two.
 */
const mostKept = 3;
/** Of shorter pages, and of those in one block, there is next to nothing that would not be compressed again anyway. */
const minKeptCompressedBytes = 128 * 1024;

/** What is kept of the pages of a format. */
interface Kept {
  readonly encoder: Encoder;
  /** Of the codings that were asked for so far. The ids of blocks are those of the encoder. */
  readonly compressors: Map<Coding, BlockCompressor>;
}

/** Makes pages from what is kept of those before, with the event loop let through in between. */
export class KeptPages {
  /** By content type; the one that was used last stands last. */
  readonly #kept = new Map<string, Kept>();

  async page(families: readonly MetricFamily[], format: Format): Promise<Page> {
    const { encoder, compressors } = this.#keptOf(format);
    const blocks: PageBlock[] = [];
    for await (const block of encoder.blocks(families)) blocks.push(block);
    const parts = blocks.map(({ bytes }) => bytes);
    const byteLength = lengthOf(parts);
    const hold = holding(blocks);
    return {
      parts,
      byteLength,
      hold,
      async compressed(coding) {
        const isWorthKeeping = parts.length > 1 && byteLength >= minKeptCompressedBytes;
        const compressor = isWorthKeeping
          ? (compressors.get(coding) ?? coding.keeping?.())
          : undefined;
        if (compressor !== undefined) compressors.set(coding, compressor);
        // Other threads read the blocks, also when all clients have gone away meanwhile.
        const release = hold();
        try {
          return await (compressor === undefined
            ? coding.whole(parts)
            : compressor.compress(blocks));
        } finally {
          release();
        }
      },
    };
  }

  #keptOf(format: Format): Kept {
    const { contentType } = format;
    const kept = this.#kept.get(contentType) ?? {
      encoder: createEncoder(format),
      compressors: new Map<Coding, BlockCompressor>(),
    };
    this.#kept.delete(contentType);
    this.#kept.set(contentType, kept);
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }
}

/** Gives blocks back to their encoder when the last one that held them has let go. */
function holding(blocks: readonly PageBlock[]): () => () => void {
  let holders = 0;
  return () => {
    let isHeld = true;
    holders++;
    return () => {
      if (isHeld && --holders === 0) for (const { release } of blocks) release();
      isHeld = false;
    };
  };
}
