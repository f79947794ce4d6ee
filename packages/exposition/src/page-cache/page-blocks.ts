import { joinBytes } from '../join-bytes.ts';
import { fullBlock, newId, type KeptBlock } from './kept-block.ts';

/** A part of a page. */
export interface PageBlock {
  /** Not to be written to. They stay as they are, also when later pages are made. */
  readonly bytes: Uint8Array;
  /** The same for the same bytes, from page to page, and never that of others of this encoder. */
  readonly id: number;
  /** Whether these bytes were on the page before. */
  readonly unchanged: boolean;
}

/** Small blocks that are put together, and what they were made of. */
interface Group {
  readonly ids: readonly number[];
  readonly block: PageBlock;
}

/** Puts small blocks together, so that a page of many small families is not one of many small writes. */
export class PageBlocks {
  #groups = new Map<number, Group>();
  #lastIds = new Set<number>();

  /** Gives `undefined` where others may have their turn: also where a block is yet to be put together with others. */
  *pack(blocks: Iterable<KeptBlock | undefined>): Generator<PageBlock | undefined, void> {
    const groups = new Map<number, Group>();
    const ids = new Set<number>();
    let small: KeptBlock[] = [];
    let length = 0;
    const flush = (): PageBlock => {
      const group = this.#group(small);
      groups.set(group.ids[0] as number, group);
      small = [];
      length = 0;
      return this.#give(group.block, ids);
    };
    for (const block of blocks) {
      if (block === undefined) {
        yield;
        continue;
      }
      if (block.bytes.length >= fullBlock / 2) {
        if (small.length > 0) yield flush();
        block.isShared = true;
        const { bytes, id } = block;
        yield this.#give({ bytes, id, unchanged: false }, ids);
        continue;
      }
      small.push(block);
      length += block.bytes.length;
      yield length >= fullBlock ? flush() : undefined;
    }
    if (small.length > 0) yield flush();
    this.#groups = groups;
    this.#lastIds = ids;
  }

  #group(blocks: readonly KeptBlock[]): Group {
    const ids = blocks.map(({ id }) => id);
    const before = this.#groups.get(ids[0] as number);
    if (before?.ids.length === ids.length && ids.every((id, at) => id === before.ids[at])) {
      return before;
    }
    const bytes = joinBytes(blocks.map((block) => block.bytes));
    return { ids, block: { bytes, id: newId(), unchanged: false } };
  }

  #give(block: PageBlock, ids: Set<number>): PageBlock {
    ids.add(block.id);
    return { ...block, unchanged: this.#lastIds.has(block.id) };
  }
}
