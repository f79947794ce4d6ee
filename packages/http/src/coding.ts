import type { PageBlock } from '@telltale/exposition';
import type { ContentCoding } from './accept-encoding.ts';

/** How pages are compressed, off the event loop. */
export interface Coding {
  /** Compresses parts as if they were joined. */
  readonly whole: (parts: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>;
  /**
   * Makes what compresses the pages of one encoder, and keeps what it made of their blocks. Absent from codings that
   * can only do the whole.
   */
  readonly keeping?: (() => BlockCompressor) | undefined;
}

/** Compresses page after page of one encoder at the cost of the blocks that the page before did not have. */
export interface BlockCompressor {
  compress(blocks: readonly PageBlock[]): Promise<readonly Uint8Array[]>;
}

/** What pages can be compressed with where the handler runs, in the order of preference. */
export type Codings = ReadonlyMap<ContentCoding, Coding>;
