import { ParseError } from '@telltale/model';
import { wireTypes } from './protobuf-fields.ts';

/**
 * Reads protobuf field by field. Integers beyond 2^53 come as the double next to them.
 *
 * @see Protocol Buffers documentation, "Encoding"
 */
export class ProtobufReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at = 0;
  /** Where the message ends that is read. */
  #end: number;
  /** Of the field that is read. */
  #field = 0;
  #wireType = 0;
  #fieldStart = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** The offset, as a place for {@link fail}. */
  get position(): number {
    return this.#at;
  }

  /** Bytes have no lines; the offset stands in the message. */
  fail(message: string, position: number = this.position): ParseError {
    return new ParseError(`byte ${position}: ${message}`, { line: 0, column: 0 });
  }

  /** Reads a message with its length before it. */
  delimited(read: () => void): void {
    const outer = this.#end;
    this.#end = this.#endOfBytes();
    read();
    this.#end = outer;
  }

  /** Goes through the fields of a message. A field that `read` does not take, which it says by `false`, is skipped. */
  fields(read: (field: number) => boolean): void {
    while (!this.isAtEnd()) {
      this.#tag();
      if (!read(this.#field)) this.#skip();
    }
  }

  /** A field that is a message. */
  message(read: (field: number) => boolean): void {
    this.#expect(wireTypes.bytes, 'a message');
    this.delimited(() => this.fields(read));
  }

  text(): string {
    this.#expect(wireTypes.bytes, 'a text');
    const { position } = this;
    const end = this.#endOfBytes();
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw this.fail('a text is not UTF-8', position);
    }
  }

  double(): number {
    this.#expect(wireTypes.fixed64, 'a double');
    return this.#double();
  }

  /** uint32, uint64 and enumerations. */
  unsigned(): number {
    this.#expect(wireTypes.varint, 'an integer');
    return Number(this.#varint());
  }

  /** int32 and int64. */
  integer(): number {
    this.#expect(wireTypes.varint, 'an integer');
    const value = this.#varint();
    return typeof value === 'number' ? value : Number(BigInt.asIntN(64, value));
  }

  /** sint32 and sint64. */
  signed(): number {
    this.#expect(wireTypes.varint, 'an integer');
    return this.#signed();
  }

  /** Adds a repeated sint64, or several in one field. */
  signedTo(list: number[]): void {
    this.#listTo(list, wireTypes.varint, () => this.#signed());
  }

  /** Adds a repeated double, or several in one field. */
  doubleTo(list: number[]): void {
    this.#listTo(list, wireTypes.fixed64, () => this.#double());
  }

  /** A writer may pack what is repeated; a reader has to take both. */
  #listTo(list: number[], wireType: number, read: () => number): void {
    if (this.#wireType === wireTypes.bytes) {
      this.delimited(() => {
        while (!this.isAtEnd()) list.push(read());
      });
    } else {
      this.#expect(wireType, 'a number');
      list.push(read());
    }
  }

  #expect(wireType: number, what: string): void {
    if (this.#wireType === wireType) return;
    throw this.fail(
      `field ${this.#field} is of wire type ${this.#wireType}, expected ${what} (${wireType})`,
      this.#fieldStart,
    );
  }

  #tag(): void {
    const { position } = this;
    const tag = Number(this.#varint());
    this.#fieldStart = position;
    this.#field = Math.floor(tag / 8);
    this.#wireType = tag % 8;
    if (this.#field < 1 || tag >= 2 ** 32) {
      throw this.fail(`${this.#field} is no number of a field`, position);
    }
  }

  #skip(): void {
    switch (this.#wireType) {
      case wireTypes.varint:
        this.#varint();
        return;
      case wireTypes.fixed64:
        this.#take(8);
        return;
      case wireTypes.fixed32:
        this.#take(4);
        return;
      case wireTypes.bytes:
        this.#at = this.#endOfBytes();
        return;
      case wireTypes.groupStart:
        this.#skipGroup();
        return;
      default:
        throw this.fail(`field ${this.#field} is of wire type ${this.#wireType}`, this.#fieldStart);
    }
  }

  #skipGroup(): void {
    const open = [this.#field];
    while (open.length > 0) {
      if (this.isAtEnd()) throw this.#truncated();
      this.#tag();
      if (this.#wireType === wireTypes.groupStart) open.push(this.#field);
      else if (this.#wireType !== wireTypes.groupEnd || open.pop() !== this.#field) this.#skip();
    }
  }

  /** Reads a length, and gives where so many bytes end. */
  #endOfBytes(): number {
    const { position } = this;
    const end = Number(this.#varint()) + this.#at;
    if (end > this.#end) throw this.#truncated(position);
    return end;
  }

  /** Goes on by so many bytes, and gives where they start. */
  #take(length: number): number {
    const start = this.#at;
    if (start + length > this.#end) throw this.#truncated();
    this.#at += length;
    return start;
  }

  #double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  #signed(): number {
    const value = this.#varint();
    if (typeof value === 'number') return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    return Number((value >> 1n) ^ -(value & 1n));
  }

  /** An unsigned integer: a number where it is of at most 49 bits, else of 64. */
  #varint(): number | bigint {
    const { position } = this;
    let value = 0;
    for (let length = 0; length < 7; length++) {
      const byte = this.#byte();
      value += (byte & 127) * 2 ** (7 * length);
      if (byte < 128) return value;
    }
    let long = BigInt(value);
    for (let length = 7; length < 10; length++) {
      const byte = this.#byte();
      long += BigInt(byte & 127) << BigInt(7 * length);
      if (byte < 128) {
        if (BigInt.asUintN(64, long) === long) return long;
        break;
      }
    }
    throw this.fail('an integer has more than 64 bits', position);
  }

  #byte(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  #truncated(position: number = this.position): ParseError {
    return this.fail('the message ends too early', position);
  }
}
