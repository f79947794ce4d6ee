/** A tick of the event loop beside something else, which tells how long it did not come to its turn. */
export class TickBeside {
  #last = performance.now();
  #longest = 0;
  #lastLook: number;
  #stopped = false;
  readonly #look: () => void;

  /** Calls `look` about every millisecond, as far as it comes to it, and when it stops. */
  constructor(look: () => void = () => undefined) {
    this.#look = look;
    this.#lastLook = this.#last;
    setImmediate(this.#tick);
  }

  readonly #tick = (): void => {
    if (this.#stopped) return;
    this.#took();
    if (this.#last - this.#lastLook >= 1) {
      this.#look();
      // The look is not what is measured.
      this.#last = performance.now();
      this.#lastLook = this.#last;
    }
    setImmediate(this.#tick);
  };

  #took(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last);
    this.#last = now;
  }

  /** The longest time between two ticks, in milliseconds, the one after the last tick included. */
  stop(): number {
    this.#took();
    this.#stopped = true;
    this.#look();
    return this.#longest;
  }
}
