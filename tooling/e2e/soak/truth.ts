interface Write {
  readonly value: number;
  readonly at: number;
}

/**
 * What is known of a value that only grows and is written elsewhere: when each write was begun and when it was
 * acknowledged. A reading between two moments has to lie between what was surely there at the first and what may have
 * been there at the second.
 */
export class Truth {
  readonly #begun: Write[] = [{ value: 0, at: -Infinity }];
  readonly #acknowledged: Write[] = [{ value: 0, at: -Infinity }];

  begin(value: number): void {
    this.#begun.push({ value, at: performance.now() });
    forget(this.#begun);
  }

  acknowledge(value: number): void {
    this.#acknowledged.push({ value, at: performance.now() });
    forget(this.#acknowledged);
  }

  /** What a reading may be that was made after `from` and before `to`, as of `performance.now()`. */
  between(from: number, to: number): readonly [least: number, most: number] {
    const lastBefore = (writes: readonly Write[], moment: number): number =>
      writes.findLast(({ at }) => at <= moment)?.value ?? 0;
    return [lastBefore(this.#acknowledged, from), lastBefore(this.#begun, to)];
  }
}

const mostWrites = 2000;

function forget(writes: Write[]): void {
  if (writes.length > 2 * mostWrites) writes.splice(0, mostWrites);
}
