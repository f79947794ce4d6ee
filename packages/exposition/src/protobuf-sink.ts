import { wireTypes } from './protobuf-fields.ts';

const twoTo32 = 2 ** 32;

/** Of 64 bits, in bytes. */
const longestInteger = 10;

/** From here on, calling the encoder of the platform costs less than going through the characters. */
const longText = 48;

/**
 * Protobuf as bytes, in a buffer that grows. Integers are doubles without a fraction, exact up to 2^53.
 *
 * A message has its length before it, which is known when it ends: `begin` leaves a gap for it, and where the gap does
 * not fit, `end` moves the message.
 *
 * @see Protocol Buffers documentation, "Encoding"
 */
export class ProtobufSink {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  readonly #encoder = new TextEncoder();

  /** How many bytes there are so far. */
  get length(): number {
    return this.#at;
  }

  /** The bytes so far. What comes next begins anew. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return bytes;
  }

  /** Begins a message without a field number, as a page is a sequence of. Gives where it begins, for `end`. */
  begin(gap = 1): number {
    this.#reserve(gap);
    this.#at += gap;
    return this.#at;
  }

  /** Ends what began at `start` with this gap. Gives the gap that would have fitted. */
  end(start: number, gap = 1): number {
    const length = this.#at - start;
    const fitting = lengthOfVarint(length);
    if (fitting !== gap) {
      // With what an integer reserves: growing keeps only what is before `#at`, which goes back here.
      this.#reserve(fitting + longestInteger);
      this.#bytes.copyWithin(start - gap + fitting, start, this.#at);
    }
    this.#at = start - gap;
    this.#varint(length);
    this.#at += length;
    return fitting;
  }

  /** The length of what comes next and is written elsewhere. */
  size(length: number): void {
    this.#varint(length);
  }

  /** As `begin`, with the number of a field before it. */
  open(field: number, gap = 1): number {
    this.#tag(field, wireTypes.bytes);
    return this.begin(gap);
  }

  text(field: number, text: string): void {
    this.#tag(field, wireTypes.bytes);
    const { length } = text;
    if (length > longText) {
      this.#encoded(text);
      return;
    }
    this.#reserve(length + longestInteger);
    const bytes = this.#bytes;
    // As long as the length is below 128, it takes one byte.
    const start = this.#at + 1;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code >= 128) {
        this.#encoded(text);
        return;
      }
      bytes[start + index] = code;
    }
    bytes[this.#at] = length;
    this.#at = start + length;
  }

  /** What was written before. */
  raw(part: Uint8Array): void {
    this.#reserve(part.length);
    const bytes = this.#bytes;
    // Mostly a few bytes, for which `set` takes longer.
    for (let index = 0; index < part.length; index++) {
      bytes[this.#at + index] = part[index] as number;
    }
    this.#at += part.length;
  }

  double(field: number, value: number): void {
    this.#tag(field, wireTypes.fixed64);
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** int32, int64, uint32, uint64 and enumerations. A negative one takes ten bytes, as of two's complement. */
  integer(field: number, value: number): void {
    this.#tag(field, wireTypes.varint);
    if (value >= 0) this.#varint(value);
    else this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
  }

  /** sint32 and sint64: the sign is in the lowest bit. */
  signed(field: number, value: number): void {
    this.#tag(field, wireTypes.varint);
    if (Math.abs(value) < twoTo32) this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
    else this.#bigVarint(BigInt(value < 0 ? -value : value) * 2n - (value < 0 ? 1n : 0n));
  }

  #encoded(text: string): void {
    const encoded = this.#encoder.encode(text);
    this.#varint(encoded.length);
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#at);
    this.#at += encoded.length;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(longestInteger);
    let rest = value;
    while (rest >= 2 ** 31) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    let small = rest | 0;
    while (small >= 128) {
      this.#bytes[this.#at++] = (small & 127) | 128;
      small >>= 7;
    }
    this.#bytes[this.#at++] = small;
  }

  #bigVarint(value: bigint): void {
    this.#reserve(longestInteger);
    let rest = value;
    while (rest >= 128n) {
      this.#bytes[this.#at++] = Number(rest & 127n) + 128;
      rest >>= 7n;
    }
    this.#bytes[this.#at++] = Number(rest);
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** How many bytes an integer from 0 up takes. */
function lengthOfVarint(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}
