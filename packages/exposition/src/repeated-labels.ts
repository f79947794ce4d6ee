import type { FamilyColumns } from '@telltale/model';

const replacement = 0xfffd;

/** After so many rows, others may have their turn. */
const rowsAtOnce = 2048;

/** What may stand for something else: of two values that differ and look alike, each has one of these. */
const mayLookAlike = /[\r\ufffd\ud800-\udfff]/u;

/** Labels of a family that are known to differ, as they were when that was found. */
export interface KnownLabels {
  readonly size: number;
  readonly labelValues: readonly (readonly string[])[];
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
  known?: KnownLabels,
): Generator<undefined, boolean> {
  if (seriesLabelNames !== undefined) return true;
  if (isDistinct === true) {
    let looksOtherwise = false;
    const sizeKnown = Math.min(known?.size ?? 0, size);
    for (let row = 0; row < size && !looksOtherwise; row++) {
      if (row % rowsAtOnce === rowsAtOnce - 1) yield;
      const values = labelValues[row] ?? [];
      if (row < sizeKnown && known?.labelValues[row] === values) continue;
      looksOtherwise = values.some((value) => mayLookAlike.test(value));
    }
    if (!looksOtherwise) return false;
  }
  // An open table, at most half full.
  const mask = 2 ** Math.ceil(Math.log2(size + 1) + 1) - 1;
  const hashes = new Float64Array(mask + 1);
  for (let row = 0; row < size; row++) {
    if (row % rowsAtOnce === rowsAtOnce - 1) yield;
    const hash = hashOf(labelValues[row] ?? []);
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
