import { fullBlock, KeptBlock } from './kept-block.ts';

/** A part of a page. */
export interface PageBlock {
  /** Not to be written to. They stay as they are until they are released, also when later pages are made. */
  readonly bytes: Uint8Array;
  /** The same for the same bytes, from page to page, and never that of others of this encoder. */
  readonly id: number;
  /** Whether these bytes were on the page before. */
  readonly unchanged: boolean;
  /**
   * Says that the bytes are not looked at any more, so that a later page may be written over them. Who does not call it
   * keeps them; the page then costs a copy of what has changed, and as much memory again.
   */
  readonly release: () => void;
}

/** Small blocks that are put together. */
class JoinedBlock extends KeptBlock {
  /** What it was made of. */
  readonly #ids: number[] = [];
  /** What the bytes are the beginning of. */
  #store = this.bytes;

  join(blocks: readonly KeptBlock[], length: number): void {
    if (!this.#isNew(blocks)) return;
    if (this.holders > 0 || this.#store.length < length) {
      this.#store = new Uint8Array(length + (length >> 8));
    }
    let at = 0;
    for (const { bytes } of blocks) {
      this.#store.set(bytes, at);
      at += bytes.length;
    }
    this.put(this.#store.subarray(0, length));
  }

  /** Takes note of the blocks. Returns whether they are others than before. */
  #isNew(blocks: readonly KeptBlock[]): boolean {
    const ids = this.#ids;
    let isNew = ids.length !== blocks.length;
    ids.length = blocks.length;
    for (let at = 0; at < blocks.length; at++) {
      const { id } = blocks[at] as KeptBlock;
      isNew ||= ids[at] !== id;
      ids[at] = id;
    }
    return isNew;
  }
}

/** Puts small blocks together, so that a page of many small families is not one of many small writes. */
export class PageBlocks {
  #joined: JoinedBlock[] = [];
  #lastIds = new Set<number>();

  /** Gives `undefined` where others may have their turn: also where blocks are yet to be put together with others. */
  *pack(parts: Iterable<readonly KeptBlock[]>): Generator<PageBlock | undefined, void> {
    const joined: JoinedBlock[] = [];
    const ids = new Set<number>();
    let small: KeptBlock[] = [];
    let length = 0;
    const flush = (): PageBlock => {
      const block = this.#joined[joined.length] ?? new JoinedBlock();
      joined.push(block);
      block.join(small, length);
      small = [];
      length = 0;
      return this.#give(block, ids);
    };
    for (const blocks of parts) {
      for (const block of blocks) {
        if (block.bytes.length >= fullBlock / 2) {
          if (small.length > 0) yield flush();
          yield this.#give(block, ids);
          continue;
        }
        small.push(block);
        length += block.bytes.length;
        if (length >= fullBlock) yield flush();
      }
      yield;
    }
    if (small.length > 0) yield flush();
    this.#joined = joined;
    this.#lastIds = ids;
  }

  #give(block: KeptBlock, ids: Set<number>): PageBlock {
    ids.add(block.id);
    return { ...block.give(), unchanged: this.#lastIds.has(block.id) };
  }
}
