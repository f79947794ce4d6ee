/** Called with a line without its end. `isCut` says that it was longer than is kept. The bytes are valid only during the call. */
export type OnLine = (line: Buffer, isCut: boolean) => void;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Lines of bytes that come in pieces. A line ends in LF or CR LF; what comes after the last one waits for its end. Of a
 * line that is too long, only the beginning is kept.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #onLine: OnLine;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isCut = false;

  constructor(maxLineBytes: number, onLine: OnLine) {
    this.#maxLineBytes = maxLineBytes;
    this.#onLine = onLine;
  }

  /** Takes the next piece, which may be changed afterwards. */
  push(piece: Buffer): void {
    let start = 0;
    for (;;) {
      const end = piece.indexOf(lineFeed, start);
      if (end === -1) break;
      this.#finish(piece.subarray(start, end));
      start = end + 1;
    }
    if (start < piece.length) this.#wait(piece.subarray(start));
  }

  /** Takes what waits for its end as a line: no more will come. */
  end(): void {
    if (this.#waitingBytes > 0) this.#finish(Buffer.alloc(0));
  }

  /** Forgets what waits for its end. */
  reset(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#isCut = false;
  }

  #wait(piece: Buffer): void {
    // A writer that goes on at its old position after the file was truncated leaves a hole, which reads as zeros.
    const from = this.#waitingBytes === 0 ? afterZeros(piece) : 0;
    const room = this.#maxLineBytes - this.#waitingBytes;
    if (piece.length - from > room) this.#isCut = true;
    const kept = Buffer.from(piece.subarray(from, from + room));
    if (kept.length === 0) return;
    this.#waiting.push(kept);
    this.#waitingBytes += kept.length;
  }

  #withWaiting(last: Buffer): Buffer {
    if (this.#waitingBytes === 0) return last.subarray(afterZeros(last));
    this.#wait(last);
    return Buffer.concat(this.#waiting, this.#waitingBytes);
  }

  #finish(last: Buffer): void {
    let line = this.#withWaiting(last);
    if (line.at(-1) === carriageReturn) line = line.subarray(0, -1);
    const isCut = this.#isCut || line.length > this.#maxLineBytes;
    this.reset();
    this.#onLine(line.subarray(0, this.#maxLineBytes), isCut);
  }
}

function afterZeros(piece: Buffer): number {
  let from = 0;
  while (piece[from] === 0) from++;
  return from;
}
