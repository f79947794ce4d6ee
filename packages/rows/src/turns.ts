/** Lets so many works go on at the same time; others wait for their turn, in their order. */
export class Turns {
  readonly #max: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Does the work in its turn. @throws what it throws, or the reason of the signal while it waits */
  async take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    if (this.#taken >= this.#max) await this.#wait(signal);
    else this.#taken++;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      // The turn is handed over, so that nobody who comes meanwhile takes it.
      if (next === undefined) this.#taken--;
      else next();
    }
  }

  /** How many go on, and how many wait. */
  get use(): { readonly taken: number; readonly waiting: number } {
    return { taken: this.#taken, waiting: this.#waiting.size };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', giveUp);
        this.#waiting.delete(go);
      };
      const go = (): void => {
        leave();
        resolve();
      };
      const giveUp = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', giveUp);
    });
  }
}
