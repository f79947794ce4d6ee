import type { PageBlock } from '@telltale/exposition';
import type { BlockCompressor } from './coding.ts';

/** A coding in which blocks can be compressed one by one, and a page put together from what came of them. */
export interface SegmentCoding<Segment> {
  readonly segment: (bytes: Uint8Array) => Promise<Segment>;
  readonly join: (segments: readonly Segment[]) => readonly Uint8Array[];
}

/** Keeps what the blocks of a page were compressed to, for as long as they are on the page. */
export class KeptSegments<Segment> implements BlockCompressor {
  readonly #coding: SegmentCoding<Segment>;
  /** By the id of the block. Promises, so that pages that are compressed at once share what is not ready yet. */
  #kept = new Map<number, Promise<Segment>>();

  constructor(coding: SegmentCoding<Segment>) {
    this.#coding = coding;
  }

  async compress(blocks: readonly PageBlock[]): Promise<readonly Uint8Array[]> {
    const before = this.#kept;
    const kept = new Map<number, Promise<Segment>>();
    const segments = blocks.map(({ id, bytes }) => {
      const segment = kept.get(id) ?? before.get(id) ?? this.#coding.segment(bytes);
      kept.set(id, segment);
      return segment;
    });
    this.#kept = kept;
    try {
      return this.#coding.join(await Promise.all(segments));
    } catch (error) {
      // Which of them failed does not matter: the next page tries them all again.
      if (this.#kept === kept) this.#kept = new Map();
      throw error;
    }
  }
}
