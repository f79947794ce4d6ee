import { wireTypes } from './protobuf-fields.ts';

const twoTo32 = 2 ** 32;

/** Of 64 bits, in bytes. */
const longestInteger = 10;

/**
 * Protobuf as bytes, in a buffer that grows. Integers are doubles without a fraction, exact up to 2^53.
 *
 * @see Protocol Buffers documentation, "Encoding"
 */
export class ProtobufSink {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  readonly #encoder = new TextEncoder();

  /** The bytes so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  /** A message with its length before it, without a field number: what a page is a sequence of. */
  delimited(write: () => void): void {
    const start = this.#at;
    write();
    const length = this.#at - start;
    // How long the length is, is known only now.
    let prefix = 1;
    for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) prefix++;
    // With what an integer reserves: growing keeps only what is before `#at`, which goes back here.
    this.#reserve(prefix + longestInteger);
    this.#bytes.copyWithin(start + prefix, start, this.#at);
    this.#at = start;
    this.#varint(length);
    this.#at += length;
  }

  message(field: number, write: () => void): void {
    this.#tag(field, wireTypes.bytes);
    this.delimited(write);
  }

  text(field: number, text: string): void {
    this.#tag(field, wireTypes.bytes);
    this.delimited(() => {
      // A UTF-16 code unit is at most three bytes.
      this.#reserve(text.length * 3);
      this.#at += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#at)).written;
    });
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

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(longestInteger);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
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
