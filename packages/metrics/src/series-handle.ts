import { invalidValue } from './invalid-value.ts';
import type { SeriesTable } from './series-table.ts';

const nowhere = new Float64Array(0);

/**
 * One series, as its writers hold it. The row that it writes to is the doubles of `cells` from `base` on; a base of
 * -1 says that the series was removed and has to be made anew before the next write. Subclasses write straight into
 * the cells: that is the hot path, so they test `base` themselves and call `attach()` only when it is -1.
 */
export abstract class SeriesHandle {
  cells: Float64Array = nowhere;
  base = -1;
  /** The place of the row in the table; only the table uses it. */
  row = -1;
  /** When the series was made or reset: Unix time in seconds. */
  start = 0;
  /** The handle that was made for this series after it had been removed under this one. */
  protected leader: SeriesHandle | undefined = undefined;
  #followers: SeriesHandle[] | undefined = undefined;
  protected readonly table: SeriesTable;
  readonly labelValues: readonly string[];

  constructor(table: SeriesTable, labelValues: readonly string[]) {
    this.table = table;
    this.labelValues = labelValues;
  }

  /** The name of the metric, for errors. */
  protected get metric(): string {
    return this.table.metric;
  }

  /** Whether this is the series that adds up what is past `maxSeries`. */
  protected get isOverflow(): boolean {
    return this.table.isOverflow(this.labelValues);
  }

  /** The error for a value that this series cannot hold. */
  protected refused(method: string, value: unknown, expected: string): Error {
    return invalidValue(this.metric, method, value, expected, this.labelValues.length === 0);
  }

  /** Finds the series again, or makes it anew. */
  protected attach(): void {
    this.table.attach(this);
  }

  /** Tells the handle where its row is now. */
  moveTo(cells: Float64Array, base: number, row: number): void {
    this.cells = cells;
    this.base = base;
    this.row = row;
    if (this.#followers !== undefined) {
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

  /** Sets the cells of the row, as many as `width`, to 0. */
  reset(width: number): void {
    this.cells.fill(0, this.base, this.base + width);
  }

  /** The series is gone. */
  detach(): void {
    const followers = this.#followers;
    this.#followers = undefined;
    this.leader = undefined;
    this.moveTo(nowhere, -1, -1);
    if (followers !== undefined) for (const follower of followers) follower.detach();
  }
}
