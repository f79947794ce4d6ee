import type { FamilyColumns } from '@telltale/model';
import { valueText } from '../number-text.ts';
import { lengthOfWhole, writeAscii, writeWhole } from './decimal.ts';
import { labelsText, lineStart, type FamilyPlan, type SamplePlan } from './family-plan.ts';

/** A block is closed once it has as many bytes. */
export const fullBlock = 65_536;

/** Of how many rows the values are read together while they are rendered. */
const rowsAtOnce = 128;

const encoder = new TextEncoder();
let lastId = 0;

/** A number that no other block has or had. */
export function newId(): number {
  return ++lastId;
}

/** A value that takes another number of characters than the one before. */
interface Resized {
  readonly line: number;
  readonly value: number;
  /** Empty for a whole number, which is written without one. */
  readonly text: string;
  readonly length: number;
}

/**
 * Consecutive rows of a family as lines. The bytes are the store of what was rendered: where only values change, they
 * are written over the old ones, and the lines are moved only where a value takes more or fewer characters.
 */
export class KeptBlock {
  bytes: Uint8Array = new Uint8Array(0);
  /** Changes whenever the bytes do. */
  id = 0;
  rows = 0;
  /** Whether someone else may hold the bytes, so that they must not be written to. */
  isShared = false;
  /** By line: the value shown, where it begins, and how many characters it has. */
  #values = new Float64Array(0);
  #starts = new Uint32Array(0);
  #lengths = new Uint8Array(0);

  get isFull(): boolean {
    return this.bytes.length >= fullBlock;
  }

  /**
   * Renders rows from `first` on: `rows` of them, or where that is undefined as many as fill the block. Before the
   * first row of the family stands its head.
   */
  render(plan: FamilyPlan, columns: FamilyColumns, first: number, rows: number | undefined): void {
    const { samples } = plan;
    const most = rows ?? columns.size - first;
    const starts: number[] = [];
    const lengths: number[] = [];
    const shown: number[] = [];
    const values = new Float64Array(Math.min(most, rowsAtOnce) * samples.length);
    let text = first === 0 ? plan.head : '';
    let row = 0;
    // At least one, however long the help text is.
    for (; row < most && (row === 0 || rows !== undefined || text.length < fullBlock); row++) {
      const at = row % rowsAtOnce;
      if (at === 0) plan.fill(columns, first + row, Math.min(most - row, rowsAtOnce), values);
      const labels = labelsText(plan, columns.labelValues[first + row] ?? []);
      for (let sample = 0; sample < samples.length; sample++) {
        const value = values[at * samples.length + sample] as number;
        const valueAsText = valueText(value);
        text += lineStart(samples[sample] as SamplePlan, labels);
        starts.push(text.length);
        lengths.push(valueAsText.length);
        shown.push(value);
        text += `${valueAsText}\n`;
      }
    }
    const bytes = encoder.encode(text);
    this.#values = new Float64Array(shown);
    this.#starts = new Uint32Array(starts);
    this.#lengths = new Uint8Array(lengths);
    if (bytes.length !== text.length) this.#countBytes(text);
    this.rows = row;
    this.#put(bytes);
  }

  /** Shows other values in the same lines. */
  show(values: Float64Array): void {
    const shown = this.#values;
    const lengths = this.#lengths;
    const starts = this.#starts;
    let bytes = this.isShared ? undefined : this.bytes;
    let isChanged = false;
    const resized: Resized[] = [];
    for (let line = 0; line < shown.length; line++) {
      const value = values[line] as number;
      const before = shown[line] as number;
      if (value === before || (Number.isNaN(value) && Number.isNaN(before))) continue;
      isChanged = true;
      shown[line] = value;
      bytes ??= this.bytes.slice();
      const start = starts[line] as number;
      const length = lengths[line] as number;
      const whole = lengthOfWhole(value);
      if (whole === length) {
        writeWhole(bytes, start + length, value);
        continue;
      }
      const text = whole > 0 ? '' : valueText(value);
      if (text.length === length) writeAscii(bytes, start, text);
      else resized.push({ line, value, text, length: whole || text.length });
    }
    if (!isChanged || bytes === undefined) return;
    this.#put(resized.length === 0 ? bytes : this.#resize(bytes, resized));
  }

  /** Shows a text that was written without a plan. */
  showText(text: string): void {
    this.showBytes(encoder.encode(text));
  }

  /** Shows what was encoded otherwise. */
  showBytes(bytes: Uint8Array): void {
    if (this.id === 0 || !areEqual(bytes, this.bytes)) this.#put(bytes);
  }

  /** Moves what stands behind values that have another number of characters now, and writes them. */
  #resize(from: Uint8Array, resized: readonly Resized[]): Uint8Array {
    const lengths = this.#lengths;
    const starts = this.#starts;
    let growth = 0;
    for (const { line, length } of resized) growth += length - (lengths[line] as number);
    const bytes = new Uint8Array(from.length + growth);
    let copied = 0;
    let shift = 0;
    let moved = 0;
    for (const { line, value, text, length } of resized) {
      const start = starts[line] as number;
      const before = lengths[line] as number;
      bytes.set(from.subarray(copied, start), copied + shift);
      if (text === '') writeWhole(bytes, start + shift + length, value);
      else writeAscii(bytes, start + shift, text);
      copied = start + before;
      for (; moved <= line; moved++) (starts[moved] as number) += shift;
      shift += length - before;
      lengths[line] = length;
    }
    for (; moved < starts.length; moved++) (starts[moved] as number) += shift;
    bytes.set(from.subarray(copied), copied + shift);
    return bytes;
  }

  /** The places of values in bytes, from those in a text that is not all ASCII. */
  #countBytes(text: string): void {
    let counted = 0;
    let bytes = 0;
    for (let line = 0; line < this.#starts.length; line++) {
      const start = this.#starts[line] as number;
      bytes += encoder.encode(text.slice(counted, start)).length;
      counted = start;
      this.#starts[line] = bytes;
    }
  }

  #put(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.isShared = false;
    this.id = newId();
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
