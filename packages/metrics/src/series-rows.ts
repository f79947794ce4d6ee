import type { FamilyColumns } from '@telltale/model';
import { ValueColumns, type Allocate } from './value-columns.ts';

/**
 * What is known of each series, in columns whose rows are dense: when a row is taken out, the last one takes its
 * place.
 */
export class SeriesRows {
  declare readonly values: ValueColumns;
  #labels: (readonly string[])[] = [];
  /** Unix times in seconds. */
  #starts = new Float64Array(1);
  readonly #showsStarts: boolean;
  /** Whether a reading has the labels and starts, of which it looks at no more rows than there were. */
  #areShared = false;

  /** `width`: doubles in a row. `showsStarts`: whether a reading has start timestamps. */
  constructor(width: number, showsStarts: boolean, allocate?: Allocate) {
    this.values = new ValueColumns(width, allocate);
    this.#showsStarts = showsStarts;
  }

  get size(): number {
    return this.#labels.length;
  }

  /** The label values of a row: the same array for as long as the series lives. */
  labelsOf(row: number): readonly string[] {
    return this.#labels[row] as readonly string[];
  }

  /** Unix time in seconds. */
  startOf(row: number): number {
    return this.#starts[row] as number;
  }

  /** Appends a row of zeros that starts now. */
  append(labels: readonly string[]): void {
    const row = this.#labels.push(labels) - 1;
    this.values.append(row);
    const starts = this.#starts;
    if (starts.length === row) {
      this.#starts = new Float64Array(row + (row >> 2) + 1);
      this.#starts.set(starts);
    }
    this.#starts[row] = Date.now() / 1000;
  }

  /** Has a row start now. */
  restart(row: number): void {
    this.#own();
    this.#starts[row] = Date.now() / 1000;
  }

  /** Takes a row out; the last one takes its place. */
  takeOut(row: number): void {
    const last = this.size - 1;
    this.#own();
    this.#labels[row] = this.labelsOf(last);
    this.#labels.length = last;
    this.#starts[row] = this.startOf(last);
    this.values.takeOut(row, last);
  }

  clear(): void {
    this.#own();
    this.#labels.length = 0;
    this.values.clear();
  }

  /** The columns as they are now. */
  read(): FamilyColumns {
    const { values, size } = this;
    this.#areShared = true;
    return {
      isDistinct: true,
      size,
      width: values.width,
      values: values.copy(size),
      labelValues: this.#labels,
      startTimestamps: this.#showsStarts ? this.#starts : undefined,
    };
  }

  /** Before rows are changed that a reading looks at. */
  #own(): void {
    if (!this.#areShared) return;
    this.#areShared = false;
    this.#labels = this.#labels.slice();
    this.#starts = this.#starts.slice();
  }
}
