import { joinBytes } from '../join-bytes.ts';
import { fullBlock, newId, type GivenBlock, type KeptBlock } from './kept-block.ts';

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

/** Small blocks that are put together, and what they were made of. */
interface Group {
  readonly ids: readonly number[];
  readonly block: GivenBlock;
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
        yield this.#give(block.give(), ids);
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
    return { ids, block: { bytes, id: newId(), release: keptForGood } };
  }

  #give(block: GivenBlock, ids: Set<number>): PageBlock {
    ids.add(block.id);
    return { ...block, unchanged: this.#lastIds.has(block.id) };
  }
}

/** Small blocks that were put together are never written over. */
function keptForGood(): void {
  // There is nothing to do.
}
