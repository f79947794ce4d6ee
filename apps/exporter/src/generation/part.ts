/** Something that generations share while its configuration stays the same, and the last one closes. */
export class Part<Value> {
  readonly hash: string;
  readonly value: Value;
  readonly #close: () => Promise<void>;
  #holders = 1;

  /** It has one holder, who made it. `close` must not reject. */
  constructor(hash: string, value: Value, close: () => Promise<void>) {
    this.hash = hash;
    this.value = value;
    this.#close = close;
  }

  /** One more generation has it. */
  hold(): this {
    this.#holders++;
    return this;
  }

  /** A generation lets go of it. */
  async release(): Promise<void> {
    this.#holders--;
    if (this.#holders === 0) await this.#close();
  }
}
