import type { Metric } from '@telltale/model';
import { ConstantRows, type RowsHead } from './constant-rows.ts';
import { RowLabels } from './row-labels.ts';

/** One metric of a source whose series are found one after the other, such as those of sensors. */
export class FamilyRows {
  readonly #family: ConstantRows;
  readonly #labels = new RowLabels();
  readonly #seen = new Set<string>();
  #rows: (readonly string[])[] = [];
  #values: number[] = [];

  constructor(head: RowsHead) {
    this.#family = new ConstantRows(head);
  }

  /** Of series with the same labels the first one is kept: two things of the machine have one name. */
  add(labels: readonly string[], value: number): void {
    const key = labels.join('\n');
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#rows.push(this.#labels.at(this.#rows.length, labels));
    this.#values.push(value);
  }

  /** Appends what was added since the last time, if anything was. */
  appendTo(buf: Metric[]): void {
    if (this.#rows.length === 0) return;
    buf.push(this.#family.rows(this.#rows, this.#values));
    this.clear();
  }

  /** Forgets what was added, as what a reading that failed has left. */
  clear(): void {
    this.#rows = [];
    this.#values = [];
    this.#seen.clear();
  }
}
