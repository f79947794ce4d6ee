import { valueText } from '../number-text.ts';
import { lengthOfWhole, writeWhole } from './decimal.ts';

const encoder = new TextEncoder();
const lineFeed = 0x0a;

/** Takes the bytes of lines, one after the other. */
export class LineBytes {
  #bytes = new Uint8Array(65_536);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A copy of what was written; then it begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  text(text: string): void {
    this.#room(text.length * 3);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) {
        this.#length += encoder.encodeInto(text, bytes.subarray(start)).written;
        return;
      }
      bytes[start + at] = code;
    }
    this.#length += text.length;
  }

  /** Writes a text of ASCII over what was written from `start` on. */
  plainOver(start: number, text: string): void {
    const bytes = this.#bytes;
    for (let at = 0; at < text.length; at++) bytes[start + at] = text.charCodeAt(at);
  }

  /** Forgets what was written since then. */
  goBack(length: number): void {
    this.#length = length;
  }

  /** Writes once more what stands between two places. */
  again(from: number, to: number): void {
    this.#room(to - from);
    this.#bytes.copyWithin(this.#length, from, to);
    this.#length += to - from;
  }

  /** Writes a value and the end of its line, and returns how many bytes the value has. */
  value(value: number): number {
    const length = lengthOfWhole(value);
    if (length === 0) {
      const text = valueText(value);
      this.text(`${text}\n`);
      return text.length;
    }
    this.#room(length + 1);
    this.#length += length;
    writeWhole(this.#bytes, this.#length, value);
    this.#bytes[this.#length++] = lineFeed;
    return length;
  }

  #room(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
