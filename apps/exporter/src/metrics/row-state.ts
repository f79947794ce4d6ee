import type { FailureCause } from './collector-state.ts';

/** What is known of the queries of one collector. */
export class RowState {
  #isAnswered: boolean | undefined;
  #count: number | undefined;
  #lacking: FailureCause | undefined;

  /** Whether its last query was answered; undefined before the first. */
  get isAnswered(): boolean | undefined {
    return this.#isAnswered;
  }
  /** How many rows the last query gave; undefined where it gave none because it failed. */
  get count(): number | undefined {
    return this.#count;
  }
  /** Why what is shown is not all that it should be, though the collection did not fail. */
  get lacking(): FailureCause | undefined {
    return this.#lacking;
  }

  /** A query was answered. `isWhole`: whether no family was left out because of its rows. */
  answered(rows: number, isWhole: boolean): void {
    this.#isAnswered = true;
    this.#count = rows;
    this.#lacking = isWhole ? undefined : 'invalid';
  }

  failed(cause: 'error' | 'timeout'): void {
    this.#isAnswered = false;
    this.#count = undefined;
    this.#lacking = cause;
  }
}
