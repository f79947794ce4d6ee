import type { FamilyColumns } from '@telltale/model';
import { ValueColumns, type Allocate } from './value-columns.ts';

/**
 * What is known of each series, in columns whose rows are dense: when a row is taken out, the last one takes its
 * place.
 */
export class SeriesRows {
  declare readonly values: ValueColumns;
  #labels: (readonly string[])[] = [];
  /** Whether a reading has the array, which then keeps its rows. */
  #labelsAreShared = false;
  /** Unix times in seconds. */
  readonly #starts: ValueColumns | undefined;
  /** What readings get of them, made again only after one of them has changed. */
  #startsRead: Float64Array | undefined;

  /** `width`: doubles in a row. `keepsStarts`: whether series have a start timestamp. */
  constructor(width: number, keepsStarts: boolean, allocate?: Allocate) {
    this.values = new ValueColumns(width, allocate);
    if (keepsStarts) this.#starts = new ValueColumns(1, allocate);
  }

  get size(): number {
    return this.#labels.length;
  }

  /** The label values of a row: the same array for as long as the series lives. */
  labelsOf(row: number): readonly string[] {
    return this.#labels[row] as readonly string[];
  }

  /** Unix time in seconds; `NaN` where starts are not kept. */
  startOf(row: number): number {
    return this.#starts?.cellsOf(row)[this.#starts.baseOf(row)] ?? NaN;
  }

  /** Has a row start now. */
  restart(row: number): void {
    this.#starts?.fillRow(row, Date.now() / 1000);
    this.#startsRead = undefined;
  }

  /** Appends a row of zeros that starts now. */
  append(labels: readonly string[]): void {
    // A reading that shares the array stops at its own size, so it does not see what is appended.
    const row = this.#labels.push(labels) - 1;
    this.values.append(row);
    this.#starts?.append(row);
    this.restart(row);
  }

  /** Takes a row out; the last one takes its place. */
  takeOut(row: number): void {
    const last = this.size - 1;
    if (this.#labelsAreShared) this.#labels = this.#labels.slice();
    this.#labelsAreShared = false;
    this.#labels[row] = this.labelsOf(last);
    this.#labels.length = last;
    this.values.takeOut(row, last);
    this.#starts?.takeOut(row, last);
    this.#startsRead = undefined;
  }

  clear(): void {
    this.#labels = [];
    this.#labelsAreShared = false;
    this.#startsRead = undefined;
    this.values.clear();
    this.#starts?.clear();
  }

  /** The columns as they are now. */
  read(): FamilyColumns {
    const { values, size } = this;
    this.#labelsAreShared = true;
    return {
      isDistinct: true,
      size,
      width: values.width,
      values: values.copy(size),
      labelValues: this.#labels,
      startTimestamps: (this.#startsRead ??= this.#starts?.copy(size)),
    };
  }
}
