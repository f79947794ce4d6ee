/** How long the event loop is held at a time, in milliseconds. */
const sliceLength = 2;

/** Work in slices, between which everything else gets its turn. */
export class Slices {
  #start = performance.now();

  isOver(): boolean {
    return performance.now() - this.#start >= sliceLength;
  }

  /** Settles when all that waits for the event loop has had its turn. */
  async next(): Promise<void> {
    await new Promise<void>(inNextTurn);
    this.#start = performance.now();
  }
}

/** `setImmediate` where there is one; a timer waits for longer than it says. */
function inNextTurn(resolve: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate === undefined) setTimeout(resolve, 0);
  else setImmediate(resolve);
}
