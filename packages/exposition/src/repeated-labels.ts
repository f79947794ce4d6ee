import type { FamilyColumns } from '@telltale/model';

const replacement = 0xfffd;

/**
 * Whether two series of a family may be shown with the same labels. `false` is certain. A set of all labels as text
 * would be too, but takes more time than all the rest of a long page; this compares hashes of 53 bits.
 */
export function mayRepeat({ size, labelValues, seriesLabelNames }: FamilyColumns): boolean {
  if (seriesLabelNames !== undefined) return true;
  const hashes = new Float64Array(size);
  for (let row = 0; row < size; row++) hashes[row] = hashOf(labelValues[row] ?? []);
  hashes.sort();
  for (let at = 1; at < size; at++) if (hashes[at] === hashes[at - 1]) return true;
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
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}
