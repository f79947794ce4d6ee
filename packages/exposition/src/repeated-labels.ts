import type { FamilyColumns } from '@telltale/model';
import { TestedWords } from './tested-words.ts';

const replacement = 0xfffd;

/** After so many rows, others may have their turn. */
const rowsAtOnce = 2048;

/** A text that stands for nothing else: of two values that differ and look alike, neither is one. */
const unmistakable = /^[^\r\ufffd\ud800-\udfff]*$/u;

/** Which labels have no value that may look like another. */
export function unmistakableWords(): TestedWords {
  return new TestedWords(unmistakable);
}

/** Whether two series of a family may be shown with the same labels. `false` is certain. */
export function mayRepeat(columns: FamilyColumns): boolean {
  const search = searchRepeated(columns);
  for (;;) {
    const { done, value } = search.next();
    if (done === true) return value;
  }
}

/**
 * As `mayRepeat`, with turns for others in between. A set of all labels as text would be exact, but takes more time
 * than all the rest of a long page; this compares hashes of 53 bits.
 */
export function* searchRepeated(
  { isDistinct, size, labelValues, seriesLabelNames }: FamilyColumns,
  tested = unmistakableWords(),
): Generator<undefined, boolean> {
  if (seriesLabelNames !== undefined) return true;
  const { words } = labelValues;
  if (isDistinct === true && words !== undefined) {
    yield* tested.test(words);
    if (words.every((list) => tested.doAllMatch(list))) return false;
  }
  // An open table, at most half full.
  const mask = 2 ** Math.ceil(Math.log2(size + 1) + 1) - 1;
  const hashes = new Float64Array(mask + 1);
  for (let row = 0; row < size; row++) {
    if (row % rowsAtOnce === rowsAtOnce - 1) yield;
    const hash = hashOf(labelValues.at(row) ?? []);
    let at = hash & mask;
    for (; hashes[at] !== 0; at = (at + 1) & mask) if (hashes[at] === hash) return true;
    hashes[at] = hash;
  }
  return false;
}

/** The same for values that are shown as the same: what is not well-formed, and carriage returns, all look alike. */
function hashOf(values: readonly string[]): number {
  let high = 0x811c9dc5;
  let low = 0x1b873593;
  for (const value of values) {
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at);
      const isReplaced = code === 13 || (code >= 0xd800 && code <= 0xdfff);
      const shown = isReplaced ? replacement : code;
      high = Math.imul(high ^ shown, 0x01000193);
      low = Math.imul(low ^ shown, 0x85ebca6b) + (low >>> 15);
    }
    // Where a value ends is part of it.
    high = Math.imul(high ^ 0x10000, 0x01000193);
    low = Math.imul(low ^ 0x10000, 0x85ebca6b) + (low >>> 15);
  }
  // 0 is what is not there.
  return (high >>> 0) * 2 ** 21 + (low >>> 11) || 1;
}
