/** After so many words, others may have their turn. */
const wordsAtOnce = 2048;

/** Which labels have nothing but words that a pattern matches. Words are only ever added, so each is tested once. */
export class TestedWords {
  readonly #pattern: RegExp;
  /** How many words of a label are known to match; `Infinity` where one does not. */
  readonly #matching = new WeakMap<readonly string[], number>();

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  /** Tests the words of labels that were added since the last time, with turns for others in between. */
  *test(words: readonly (readonly string[])[]): Generator<undefined, void> {
    for (const list of words) {
      let at = this.#matching.get(list) ?? 0;
      for (; at < list.length; at++) {
        if (at % wordsAtOnce === wordsAtOnce - 1) yield;
        if (!this.#pattern.test(list[at] as string)) at = Infinity;
      }
      this.#matching.set(list, at);
    }
  }

  /** Whether all words of a label matched that were tested; at least once they have to be. */
  doAllMatch(list: readonly string[]): boolean {
    return (this.#matching.get(list) ?? Infinity) < Infinity;
  }
}
