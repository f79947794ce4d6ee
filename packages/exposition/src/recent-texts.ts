const slots = 4096;

/**
 * Texts that were read lately, so that names and label values that come again and again are made once. It forgets: a
 * text takes the place of another whose hash is the same, so no page can make it slow or large.
 */
export class RecentTexts {
  readonly #texts: string[] = Array.from({ length: slots }, () => '');

  /** The text from `start` to `end`. */
  slice(page: string, start: number, end: number, hash: number): string {
    const slot = (hash ^ (hash >>> 15)) & (slots - 1);
    const recent = this.#texts[slot] ?? '';
    if (recent.length === end - start && page.startsWith(recent, start)) return recent;
    return (this.#texts[slot] = page.slice(start, end));
  }
}

/** The hash of a text with one UTF-16 unit more; that of an empty one is 0. */
export function hashWith(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}
