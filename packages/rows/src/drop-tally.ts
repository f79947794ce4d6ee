import type { DroppedRows, DropReason, RowWarning } from './row-families.ts';

interface Count {
  count: number;
  readonly message: string;
}

/** Counts what one metric loses of one result, with a message for the first of each kind. */
export class DropTally {
  readonly metric: string;
  readonly #dropped = new Map<DropReason, Count>();
  #failure: DroppedRows | undefined;
  #warning: Count | undefined;

  constructor(metric: string) {
    this.metric = metric;
  }

  /** Whether the family has to be left out. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Counts a series, or an observation, that was left out. */
  drop(reason: DropReason, message: () => string): void {
    const known = this.#dropped.get(reason);
    if (known === undefined) this.#dropped.set(reason, { count: 1, message: message() });
    else known.count++;
  }

  /** Has the family left out; only the first reason is told. */
  fail(reason: DropReason, message: string): void {
    const { metric } = this;
    this.#failure ??= { metric, reason, count: 0, isFamily: true, message };
  }

  /** Counts a number that a double cannot hold. */
  warn(message: () => string): void {
    if (this.#warning === undefined) this.#warning = { count: 1, message: message() };
    else this.#warning.count++;
  }

  /** `series`: how many the rows would have made, which a failure costs. */
  dropped(series: number): DroppedRows[] {
    const { metric } = this;
    if (this.#failure !== undefined) return [{ ...this.#failure, count: series }];
    return Array.from(this.#dropped, ([reason, one]) => ({
      metric,
      reason,
      ...one,
      isFamily: false,
    }));
  }

  warnings(): RowWarning[] {
    // What is not shown is not shown wrongly.
    if (this.#warning === undefined || this.hasFailed) return [];
    return [{ metric: this.metric, reason: 'precision', ...this.#warning }];
  }
}
