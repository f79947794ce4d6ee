const mask = '<secret>';
/** Shorter ones are not looked for: they would take half of the message with them. */
const shortest = 3;

/** Takes secrets out of text that came from outside. */
export class Secrets {
  readonly #values: readonly string[];

  constructor(values: Iterable<string>) {
    const forms = [...values].flatMap((value) => [
      value,
      encodeURIComponent(value.toWellFormed()),
      JSON.stringify(value).slice(1, -1),
    ]);
    this.#values = [...new Set(forms)]
      .filter(({ length }) => length >= shortest)
      // The longest first: one may be part of another.
      .sort((a, b) => b.length - a.length);
  }

  /** The text with each secret replaced. `isCut` says that the text went on, maybe in the middle of a secret. */
  hide(text: string, isCut = false): string {
    let hidden = isCut ? this.#withoutBegun(text) : text;
    for (const value of this.#values) hidden = hidden.replaceAll(value, mask);
    return hidden;
  }

  #withoutBegun(text: string): string {
    for (const value of this.#values) {
      for (let length = Math.min(value.length - 1, text.length); length > 0; length--) {
        if (text.endsWith(value.slice(0, length))) return text.slice(0, -length) + mask;
      }
    }
    return text;
  }
}
