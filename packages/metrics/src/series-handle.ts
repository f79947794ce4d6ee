import type { Exemplar } from '@telltale/model';
import { invalidValue } from './invalid-value.ts';
import type { SeriesTable } from './series-table.ts';

const nowhere = new Float64Array(0);

/**
 * One series, as its writers hold it. The row that it writes to is the doubles of `cells` from `base` on. A base below
 * 0 says that `attach()` has to be called before the next write: the series was removed and is to be made anew, or it
 * waits to be told that it is still in use. Subclasses write straight into the cells: that is the hot path, so they
 * test `base` themselves.
 */
export abstract class SeriesHandle {
  cells: Float64Array = nowhere;
  base = -1;
  /** The place of the row in the table, -1 where it has none; only the table sets it. */
  row = -1;
  /** The handle that was made for this series after it had been removed under this one. */
  protected leader: SeriesHandle | undefined;
  /** The last exemplar of each cell that counts. Another array with each new one: readings keep the one they took. */
  latest: readonly (Exemplar | undefined)[] | undefined;
  #asleepSince = 0;
  #followers: SeriesHandle[] | undefined;
  declare protected readonly table: SeriesTable;
  declare readonly labelValues: readonly string[];

  constructor(table: SeriesTable, labelValues: readonly string[]) {
    this.table = table;
    this.labelValues = labelValues;
  }

  /** The name of the metric, for errors. */
  protected get metric(): string {
    return this.table.metric;
  }

  /** The error for a value that this series cannot hold. */
  protected refused(method: string, value: unknown, expected: string): Error {
    return invalidValue(this.metric, method, value, expected, this.labelValues.length === 0);
  }

  /** Where the row begins in `cells`, also while the handle waits. */
  get home(): number {
    return this.base < 0 ? ~this.base : this.base;
  }

  /** Finds the series again or makes it anew, and wakes it. */
  protected attach(): void {
    if (this.row < 0) this.table.attach(this);
    if (this.base < 0) this.owner.moveTo(this.cells, this.home, this.row);
  }

  /**
   * Whether nobody has written to the series for this many milliseconds. Writers keep no clock: this sends the handle
   * to sleep, and a write wakes it. So a series is idle between one and two timeouts after its last write where it is
   * asked that often, and never earlier than after one.
   */
  isIdle(timeout: number): boolean {
    // By the clock that nobody sets.
    const now = performance.now();
    if (this.base < 0) return now - this.#asleepSince >= timeout;
    this.#asleepSince = now;
    this.moveTo(this.cells, ~this.base, this.row);
    return false;
  }

  /** The handle that keeps what is not in cells. */
  protected get owner(): this {
    return (this.leader ?? this) as this;
  }

  /**
   * Takes an exemplar for what was just written to a cell: the one in the caller's options, or where there is none that
   * of the provider. Never throws. Returns what it took.
   */
  protected refer(cell: number, value: number, options: unknown): Exemplar | undefined {
    const { owner } = this;
    const exemplar = this.table.exemplarSource?.take(owner.latest?.[cell], value, options);
    if (exemplar) {
      const exemplars = owner.latest?.slice() ?? [];
      exemplars[cell] = exemplar;
      owner.latest = exemplars;
      this.table.hasExemplars = true;
    }
    return exemplar;
  }

  /** Tells the handle where its row is now. */
  moveTo(cells: Float64Array, base: number, row: number): void {
    this.cells = cells;
    this.base = base;
    this.row = row;
    if (this.#followers) {
      for (const follower of this.#followers) follower.moveTo(cells, base, row);
    }
  }

  /** Writes where `leader` writes from now on, until the series is removed again. */
  follow(leader: SeriesHandle): void {
    this.leader = leader;
    leader.#followers ??= [];
    leader.#followers.push(this);
    this.moveTo(leader.cells, leader.base, leader.row);
  }

  /** The cells of the row were set to 0. */
  reset(): void {
    this.latest = undefined;
  }

  /** The series is gone. */
  detach(): void {
    const followers = this.#followers;
    this.#followers = undefined;
    this.leader = undefined;
    this.latest = undefined;
    this.moveTo(nowhere, -1, -1);
    if (followers) for (const follower of followers) follower.detach();
  }
}
