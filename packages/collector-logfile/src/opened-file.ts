import { closeSync, constants, fstat, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { LineSplitter, type OnLine } from './line-splitter.ts';

const pieceBytes = 64 * 1024;
const markBytes = 64;

const fstatOf = promisify(fstat);
const readInto = promisify(read);

/** Where a file is begun. */
export type Start = 'beginning' | 'end';

/** How an opened file is read. */
export interface OpenedFileOptions {
  readonly start: Start;
  readonly maxLineBytes: number;
  readonly onLine: OnLine;
  readonly onBytes: (bytes: number) => void;
}

/** A file that is read as it grows, wherever it is moved to. It holds a descriptor until it is closed. */
export class OpenedFile {
  readonly #fd: number;
  readonly #identity: string;
  readonly #splitter: LineSplitter;
  readonly #onBytes: (bytes: number) => void;
  readonly #piece = Buffer.allocUnsafe(pieceBytes);
  #position: number;
  /** The bytes before the position. While they stay the same, what was read is still there. */
  #mark: Buffer;
  #isClosed = false;

  /** @throws the error of the system, or one that says that it is no regular file */
  constructor(path: string, options: OpenedFileOptions) {
    // Without O_NONBLOCK, a named pipe would hold the program until somebody writes to it; Windows has neither.
    this.#fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(this.#fd, { bigint: true });
      if (!stat.isFile()) throw new Error(`${path} is not a regular file.`);
      this.#identity = identityOf(stat);
      const last =
        options.start === 'end' ? this.#lastLines(Number(stat.size), options) : undefined;
      this.#position = last?.position ?? 0;
      this.#mark = last?.mark ?? Buffer.alloc(0);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
    this.#splitter = new LineSplitter(options.maxLineBytes, options.onLine);
    this.#onBytes = options.onBytes;
  }

  /** Whether it is the file that `stat` is of. */
  is(stat: { readonly dev: bigint; readonly ino: bigint }): boolean {
    return identityOf(stat) === this.#identity;
  }

  /**
   * Goes back to the beginning when what was read is not in the file any more, and says whether it did.
   */
  async rewindIfTruncated(): Promise<boolean> {
    const { size } = await fstatOf(this.#fd);
    if (size >= this.#position && (await this.#hasMark())) return false;
    this.#position = 0;
    this.#mark = Buffer.alloc(0);
    // Its first half went with the old content; joined to the new content it would be a line that nobody wrote.
    this.#splitter.reset();
    return true;
  }

  /**
   * Reads up to `maxBytes` bytes, and gives how many there were. It stops early when the file is closed, and after the
   * piece at which the clock (`performance.now()`) has come to `until`.
   */
  async read(maxBytes: number, until: number): Promise<number> {
    let total = 0;
    // At least one piece: a scrape that is always late would never come to the end.
    while (total < maxBytes && !this.#isClosed && (total === 0 || performance.now() < until)) {
      const length = Math.min(pieceBytes, maxBytes - total);
      const { bytesRead } = await readInto(this.#fd, this.#piece, 0, length, this.#position);
      if (bytesRead === 0) break;
      const piece = this.#piece.subarray(0, bytesRead);
      this.#position += bytesRead;
      this.#mark = Buffer.concat([this.#mark, piece.subarray(-markBytes)]).subarray(-markBytes);
      total += bytesRead;
      this.#onBytes(bytesRead);
      this.#splitter.push(piece);
    }
    return total;
  }

  /** Whether it has no name any more. */
  async isDeleted(): Promise<boolean> {
    const { nlink } = await fstatOf(this.#fd);
    return nlink === 0;
  }

  /** How many bytes of it were not read yet. */
  async unread(): Promise<number> {
    const { size } = await fstatOf(this.#fd);
    return Math.max(0, size - this.#position);
  }

  /** Takes what stands after the last line feed as a line: nobody writes to the file any more. */
  endLine(): void {
    this.#splitter.end();
  }

  /** Must not be called while it is being read, nor twice. */
  close(): void {
    this.#isClosed = true;
    closeSync(this.#fd);
  }

  /** The begin of the line that is not at its end yet: when it is, it counts as a whole. */
  #lastLines(
    size: number,
    { maxLineBytes }: OpenedFileOptions,
  ): { position: number; mark: Buffer } {
    const bytes = Buffer.alloc(Math.min(size, Math.max(maxLineBytes, markBytes)));
    const length = readSync(this.#fd, bytes, 0, bytes.length, size - bytes.length);
    const lineFeed = bytes.subarray(0, length).lastIndexOf(0x0a);
    const isWholeFile = bytes.length === size;
    const end = lineFeed !== -1 ? lineFeed + 1 : isWholeFile ? 0 : length;
    return {
      position: size - bytes.length + end,
      mark: bytes.subarray(Math.max(0, end - markBytes), end),
    };
  }

  async #hasMark(): Promise<boolean> {
    if (this.#mark.length === 0) return true;
    const found = Buffer.alloc(this.#mark.length);
    const from = this.#position - found.length;
    const { bytesRead } = await readInto(this.#fd, found, 0, found.length, from);
    return bytesRead === found.length && found.equals(this.#mark);
  }
}

function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}
