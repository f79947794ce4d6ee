import type { LineBytes } from './line-bytes.ts';
import type { LineLayout, SamplePlan } from './line-layout.ts';

/**
 * Writes the beginnings of the lines of one row after the other, up to their values. Each is the one before but for the
 * label values that are others, so that is copied: most rows differ in one or two of many.
 */
export class LineStarts {
  readonly #bytes: LineBytes;
  readonly #layout: LineLayout;
  /** The labels of the row before; absent before the first. */
  #labels: readonly string[] | undefined;
  /** Where the first line of the row begins and ends, but for its value, and where its label values do. */
  #start = 0;
  #end = 0;
  /** How many bytes of it stand before the labels. */
  #opened = 0;
  readonly #valueStarts: number[] = [];
  readonly #valueEnds: number[] = [];

  constructor(bytes: LineBytes, layout: LineLayout) {
    this.#bytes = bytes;
    this.#layout = layout;
  }

  /** Of the first sample of the next row. */
  first(labels: readonly string[]): void {
    const start = this.#bytes.length;
    const before = this.#labels;
    if (before === undefined) this.#write(this.#layout.samples[0] as SamplePlan, labels);
    else this.#writeLike(before, labels);
    this.#labels = labels;
    this.#start = start;
    this.#end = this.#bytes.length;
  }

  /** Of another sample of the same row. */
  next(sample: SamplePlan): void {
    const ends = this.#valueEnds;
    if (ends.length === 0) {
      this.#write(sample, []);
      return;
    }
    this.#bytes.text(sample.open);
    this.#bytes.again(this.#start + this.#opened, (ends.at(-1) as number) + 1);
    this.#close(sample);
  }

  #write(sample: SamplePlan, labels: readonly string[]): void {
    const bytes = this.#bytes;
    const { labelStarts } = this.#layout;
    if (labelStarts.length === 0 && sample.key === '') {
      bytes.text(`${sample.bare} `);
      return;
    }
    const start = bytes.length;
    bytes.text(sample.open);
    this.#opened = bytes.length - start;
    for (let at = 0; at < labelStarts.length; at++) {
      bytes.text(`${at > 0 ? ',' : ''}${labelStarts[at] as string}`);
      this.#writeValue(at, labels[at] ?? '');
      bytes.text('"');
    }
    this.#close(sample);
  }

  #close({ key }: SamplePlan): void {
    const comma = key !== '' && this.#layout.labelStarts.length > 0 ? ',' : '';
    this.#bytes.text(`${comma}${key}} `);
  }

  /** The first line of a row like that of the row before it. */
  #writeLike(before: readonly string[], labels: readonly string[]): void {
    const bytes = this.#bytes;
    const starts = this.#valueStarts;
    const ends = this.#valueEnds;
    /** Where the line before goes on that is yet to be copied. */
    let rest = this.#start;
    for (let at = 0; at < starts.length; at++) {
      const start = starts[at] as number;
      const end = ends[at] as number;
      const value = labels[at] ?? '';
      if (value === before[at]) {
        starts[at] = bytes.length + start - rest;
        ends[at] = bytes.length + end - rest;
        continue;
      }
      bytes.again(rest, start);
      rest = end;
      this.#writeValue(at, value);
    }
    bytes.again(rest, this.#end);
  }

  #writeValue(at: number, value: string): void {
    const bytes = this.#bytes;
    this.#valueStarts[at] = bytes.length;
    if (!bytes.plain(value)) bytes.text(this.#layout.escapeLabel(value));
    this.#valueEnds[at] = bytes.length;
  }
}
