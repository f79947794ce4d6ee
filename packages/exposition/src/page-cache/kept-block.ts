import type { FamilyColumns } from '@telltale/model';

/** A block is closed once it has as many bytes. */
export const fullBlock = 65_536;

const encoder = new TextEncoder();
/** Each id is one that no other block has or had. */
let lastId = 0;

/** What is given away of a block. */
interface GivenBlock {
  readonly bytes: Uint8Array;
  readonly id: number;
  readonly release: () => void;
}

/** A part of a page that is kept for the next. */
export class KeptBlock {
  bytes: Uint8Array = new Uint8Array(0);
  /** Changes whenever the bytes do. */
  id = 0;
  /** How many were given the bytes and have not given them back; as long as there are any, nothing is written to them. */
  holders = 0;

  /** Shows a text that was written without a plan. */
  showText(text: string): void {
    this.showBytes(encoder.encode(text));
  }

  /** Shows what was encoded otherwise. */
  showBytes(bytes: Uint8Array): void {
    if (this.id === 0 || !areEqual(bytes, this.bytes)) this.put(bytes);
  }

  /** The bytes as a part of a page. */
  give(): GivenBlock {
    const { bytes, id } = this;
    let isHeld = true;
    this.holders++;
    return {
      bytes,
      id,
      release: () => {
        // What was given before the bytes were replaced is no longer of this block.
        if (isHeld && this.id === id) this.holders--;
        isHeld = false;
      },
    };
  }

  protected put(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.holders = 0;
    this.id = ++lastId;
  }
}

/** Consecutive rows of a family. The bytes are the store of what was rendered: new values are written over the old. */
export abstract class KeptRows extends KeptBlock {
  rows = 0;

  get isFull(): boolean {
    return this.bytes.length >= fullBlock;
  }

  /**
   * Renders rows from `first` on: `rows` of them, or where that is undefined as many as fill the block. Before the
   * first row of the family stands its head. `isPlain`: of which labels it is known that no value is escaped in any
   * format, nor has characters of more than a byte.
   */
  abstract render(
    columns: FamilyColumns,
    first: number,
    rows: number | undefined,
    isPlain: readonly boolean[],
  ): void;

  /** Shows the values of these columns in the rows that were rendered, of which the first is `first` now. */
  abstract show(columns: FamilyColumns, first: number): void;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
