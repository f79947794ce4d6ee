import type { FamilyColumns } from '@telltale/model';
import { valueText } from '../number-text.ts';
import { lengthOfWhole, writeAscii, writeWhole } from './decimal.ts';
import { fullBlock, KeptRows } from './kept-block.ts';
import { LineBytes } from './line-bytes.ts';
import { LineStarts } from './line-starts.ts';
import { RenderedLines } from './rendered-lines.ts';
import type { LineLayout, SamplePlan } from './line-layout.ts';

/** Of how many rows the values are read together while they are rendered. */
const rowsAtOnce = 128;

/** Rendering takes no turn of the event loop, so one of each serves all blocks. */
const lines = new LineBytes();
const rendered = new RenderedLines();

/** For values that have to be calculated, of one block after the other. */
let scratch = new Float64Array(0);

/** Values that take another number of characters than those before, in the order of their lines. */
interface Resized {
  readonly lines: number[];
  readonly lengths: number[];
  /** Empty for a whole number, which is written without one. */
  readonly texts: string[];
}

/** Rows as lines, which are moved only where a value takes more or fewer characters. */
export class KeptLines extends KeptRows {
  readonly #layout: LineLayout;
  /** What the bytes are the beginning of; there may be room behind them for lines that grow. */
  #store: Uint8Array = this.bytes;
  /** By line: the value shown, where it begins, and how many characters it has. */
  #values = new Float64Array(0);
  #starts = new Uint32Array(0);
  #lengths = new Uint8Array(0);

  constructor(layout: LineLayout) {
    super();
    this.#layout = layout;
  }

  override render(
    columns: FamilyColumns,
    first: number,
    rows: number | undefined,
    isPlain: readonly boolean[],
  ): void {
    const layout = this.#layout;
    const { samples } = layout;
    const most = rows ?? columns.size - first;
    let values: Float64Array = scratch;
    let row = 0;
    const lineStarts = new LineStarts(lines, layout, columns.labelValues, isPlain);
    if (first === 0) lines.text(layout.head);
    // At least one, however long the help text is.
    for (; row < most && (row === 0 || rows !== undefined || lines.length < fullBlock); row++) {
      const at = row % rowsAtOnce;
      if (at === 0) values = this.#read(columns, first + row, Math.min(most - row, rowsAtOnce));
      for (let sample = 0; sample < samples.length; sample++) {
        const value = values[at * samples.length + sample] as number;
        if (sample > 0) lineStarts.next(samples[sample] as SamplePlan);
        else lineStarts.first(first + row);
        const start = lines.length;
        rendered.add(value, start, lines.value(value));
      }
    }
    this.rows = row;
    const { values: shown, starts, lengths } = rendered.take();
    this.#values = shown;
    this.#starts = starts;
    this.#lengths = lengths;
    this.#store = lines.take();
    this.put(this.#store);
  }

  override show(columns: FamilyColumns, first: number): void {
    const values = this.#read(columns, first, this.rows);
    const shown = this.#values;
    const lengths = this.#lengths;
    const starts = this.#starts;
    let store: Uint8Array | undefined;
    let resized: Resized | undefined;
    for (let line = 0; line < shown.length; line++) {
      const value = values[line] as number;
      const before = shown[line] as number;
      if (value === before || (Number.isNaN(value) && Number.isNaN(before))) continue;
      store ??= this.#ownStore();
      shown[line] = value;
      const start = starts[line] as number;
      const length = lengths[line] as number;
      const whole = lengthOfWhole(value);
      if (whole === length) {
        writeWhole(store, start + length, value);
        continue;
      }
      const text = whole > 0 ? '' : valueText(value);
      if (text.length === length) {
        writeAscii(store, start, text);
        continue;
      }
      resized ??= { lines: [], lengths: [], texts: [] };
      resized.lines.push(line);
      resized.lengths.push(whole || text.length);
      resized.texts.push(text);
    }
    if (store === undefined) return;
    let { length } = this.bytes;
    if (resized !== undefined) length = this.#resize(resized);
    this.put(length === this.#store.length ? this.#store : this.#store.subarray(0, length));
  }

  /** The values of rows by line. */
  #read(columns: FamilyColumns, first: number, rows: number): Float64Array {
    const { samples, read } = this.#layout;
    const lines = rows * samples.length;
    if (scratch.length < lines) scratch = new Float64Array(lines);
    return read(columns, first, rows, scratch);
  }

  /** What may be written to: a copy, where the bytes were given away. */
  #ownStore(): Uint8Array {
    if (this.holders > 0) this.#store = new Uint8Array(this.#store);
    return this.#store;
  }

  /** Moves what stands behind values that have another number of characters now, and writes them. Gives the length. */
  #resize({ lines: resized, lengths: lengthsNow, texts }: Resized): number {
    const starts = this.#starts;
    const lengths = this.#lengths;
    const { length } = this.bytes;
    /** By value: where it ended, and how far what stands behind it is moved. */
    const ends: number[] = [];
    const shifts: number[] = [];
    let shift = 0;
    for (let at = 0; at < resized.length; at++) {
      const line = resized[at] as number;
      const before = lengths[line] as number;
      ends.push((starts[line] as number) + before);
      shift += (lengthsNow[at] as number) - before;
      shifts.push(shift);
    }
    this.#reserve(length + shift);
    const store = this.#store;
    const move = (at: number): void => {
      const next = resized[at + 1];
      const end = next === undefined ? length : (starts[next] as number);
      const from = ends[at] as number;
      store.copyWithin(from + (shifts[at] as number), from, end);
    };
    // In this order nothing is moved over what is yet to be moved.
    for (let at = 0; at < resized.length; at++) if ((shifts[at] as number) < 0) move(at);
    for (let at = resized.length - 1; at >= 0; at--) if ((shifts[at] as number) > 0) move(at);

    let at = 0;
    let moved = 0;
    for (let line = resized[0] as number; line < starts.length; line++) {
      const start = (starts[line] as number) + moved;
      starts[line] = start;
      if (line !== resized[at]) continue;
      const lengthNow = lengthsNow[at] as number;
      const text = texts[at] as string;
      if (text === '') writeWhole(store, start + lengthNow, this.#values[line] as number);
      else writeAscii(store, start, text);
      lengths[line] = lengthNow;
      moved = shifts[at] as number;
      at++;
    }
    return length + shift;
  }

  /** Makes room, and a little more for the next time. */
  #reserve(length: number): void {
    if (length <= this.#store.length) return;
    const before = this.#store;
    this.#store = new Uint8Array(length + (length >> 8));
    this.#store.set(before);
  }
}
