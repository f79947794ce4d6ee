import type { LabelRows } from '@telltale/model';
import type { LineBytes } from './line-bytes.ts';
import type { LineLayout, SamplePlan } from './line-layout.ts';

/**
 * Writes the beginnings of the lines of one row after the other, up to their values. Each is the one before but for the
 * label values that are others, so that is copied: most rows differ in one or two of many.
 */
export class LineStarts {
  readonly #bytes: LineBytes;
  readonly #layout: LineLayout;
  readonly #rows: LabelRows;
  readonly #isPlain: readonly boolean[];
  /** Where the first line of the row before begins, and where it ends but for its value; -1 before the first row. */
  #start = -1;
  #end = -1;
  /** How many bytes of it stand before the labels. */
  #opened = 0;
  /** Where in it the label values begin and end. */
  readonly #valueStarts: number[] = [];
  readonly #valueEnds: number[] = [];

  constructor(bytes: LineBytes, layout: LineLayout, rows: LabelRows, isPlain: readonly boolean[]) {
    this.#bytes = bytes;
    this.#layout = layout;
    this.#rows = rows;
    this.#isPlain = isPlain;
  }

  /** Of the first sample of a row, which is the next one. */
  first(row: number): void {
    const start = this.#bytes.length;
    if (this.#start < 0) {
      this.#write(this.#layout.samples[0] as SamplePlan, start, this.#rows.at(row) ?? []);
    } else if (!this.#writeOver(row)) this.#writeBetween(start, row);
    this.#start = start;
    this.#end = this.#bytes.length;
  }

  /** Of another sample of the same row. */
  next(sample: SamplePlan): void {
    const ends = this.#valueEnds;
    if (ends.length === 0) {
      this.#write(sample, 0, []);
      return;
    }
    this.#bytes.text(sample.open);
    this.#bytes.again(this.#start + this.#opened, this.#start + (ends.at(-1) as number) + 1);
    this.#close(sample);
  }

  #write(sample: SamplePlan, start: number, labels: readonly string[]): void {
    const bytes = this.#bytes;
    const { labelStarts } = this.#layout;
    if (labelStarts.length === 0 && sample.key === '') {
      bytes.text(`${sample.bare} `);
      return;
    }
    bytes.text(sample.open);
    this.#opened = bytes.length - start;
    for (let at = 0; at < labelStarts.length; at++) {
      bytes.text(`${at > 0 ? ',' : ''}${labelStarts[at] as string}`);
      this.#writeValue(at, start, labels[at] ?? '');
      bytes.text('"');
    }
    this.#close(sample);
  }

  #close({ key }: SamplePlan): void {
    const comma = key !== '' && this.#layout.labelStarts.length > 0 ? ',' : '';
    this.#bytes.text(`${comma}${key}} `);
  }

  /**
   * The first line of a row as that of the row before it with other label values written over, where they take as many
   * bytes. `false`: it is to be written otherwise.
   */
  #writeOver(row: number): boolean {
    const { words, numbers } = this.#rows;
    if (words === undefined || numbers === undefined) return false;
    const bytes = this.#bytes;
    const { length } = bytes;
    const starts = this.#valueStarts;
    bytes.again(this.#start, this.#end);
    let word = row * starts.length;
    for (let at = 0; at < starts.length; at++, word++) {
      const number = numbers[word] as number;
      if (number === numbers[word - starts.length]) continue;
      const value = words[at]?.[number] ?? '';
      const start = starts[at] as number;
      const isAsLong = value.length === (this.#valueEnds[at] as number) - start;
      if (!isAsLong || this.#isPlain[at] !== true) {
        bytes.goBack(length);
        return false;
      }
      bytes.plainOver(length + start, value);
    }
    return true;
  }

  /** The first line of a row as that of the row before it, with other label values in between. */
  #writeBetween(start: number, row: number): void {
    const bytes = this.#bytes;
    const before = this.#rows.at(row - 1) ?? [];
    const labels = this.#rows.at(row) ?? [];
    const starts = this.#valueStarts;
    const ends = this.#valueEnds;
    /** Where the line before goes on that is yet to be copied. */
    let rest = this.#start;
    for (let at = 0; at < starts.length; at++) {
      const valueStart = this.#start + (starts[at] as number);
      const valueEnd = this.#start + (ends[at] as number);
      const value = labels[at] ?? '';
      if (value === before[at]) {
        const shift = bytes.length - rest - start;
        starts[at] = valueStart + shift;
        ends[at] = valueEnd + shift;
        continue;
      }
      bytes.again(rest, valueStart);
      rest = valueEnd;
      this.#writeValue(at, start, value);
    }
    bytes.again(rest, this.#end);
  }

  /** `start`: where the line begins. */
  #writeValue(at: number, start: number, value: string): void {
    const bytes = this.#bytes;
    this.#valueStarts[at] = bytes.length - start;
    bytes.text(this.#isPlain[at] === true ? value : this.#layout.escapeLabel(value));
    this.#valueEnds[at] = bytes.length - start;
  }
}
