const slots = 1024;

/**
 * Texts that were read lately, so that label values that come again and again are kept but once. It forgets: a text
 * takes the place of another with the same hash, so no page can make it slow or large.
 */
export class RecentTexts {
  readonly #texts = new Array<string | undefined>(slots);

  /** The same text, where it was there lately the string of then. */
  share(text: string): string {
    const slot = hashOf(text) & (slots - 1);
    const recent = this.#texts[slot];
    if (recent === text) return recent;
    return (this.#texts[slot] = text);
  }
}

/** Of some of the characters, the last among them: it has to be quick rather than good. */
function hashOf(text: string): number {
  const step = (text.length >> 3) + 1;
  let hash = text.length;
  for (let at = text.length - 1; at >= 0; at -= step) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
