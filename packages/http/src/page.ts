import type { Coding } from './coding.ts';

/** A page in the parts that it is sent in: they are never joined, which would hold the event loop for a large one. */
export interface Page {
  /** Shared between scrapes: not to be written to. */
  readonly parts: readonly Uint8Array[];
  readonly byteLength: number;
  /** The page in a coding, in parts too. */
  compressed(coding: Coding): Promise<readonly Uint8Array[]>;
  /** Says that the parts are being read, until what it returns is called; when nobody does, they may be written over. */
  hold(): () => void;
}

/** A page of which nothing is kept. */
export function pageOf(bytes: Uint8Array): Page {
  const parts = [bytes];
  return {
    parts,
    byteLength: bytes.byteLength,
    compressed: (coding) => coding.whole(parts),
    hold: () => () => undefined,
  };
}
