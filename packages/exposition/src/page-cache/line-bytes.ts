import { valueText } from '../number-text.ts';
import { lengthOfWhole, writeWhole } from './decimal.ts';

const encoder = new TextEncoder();
const quote = 0x22;
const backslash = 0x5c;

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

  /** Writes a text of nothing that a format escapes and nothing that is more than a byte; `false`: it is none. */
  plain(text: string): boolean {
    this.#room(text.length);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 0x20 || code > 0x7e || code === quote || code === backslash) return false;
      bytes[start + at] = code;
    }
    this.#length += text.length;
    return true;
  }

  /** Writes once more what stands between two places. */
  again(from: number, to: number): void {
    this.#room(to - from);
    this.#bytes.copyWithin(this.#length, from, to);
    this.#length += to - from;
  }

  /** Writes a value and returns how many bytes it has. */
  value(value: number): number {
    const start = this.#length;
    const length = lengthOfWhole(value);
    if (length === 0) this.text(valueText(value));
    else {
      this.#room(length);
      this.#length += length;
      writeWhole(this.#bytes, this.#length, value);
    }
    return this.#length - start;
  }

  #room(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
