/** Gives memory for so many bytes, all zeros. */
export type Allocate = (bytes: number) => ArrayBufferLike;

/**
 * The values of a metric, row by row, in chunks of 1, 2, 4, 8, … rows that never move: a handle keeps the array that
 * it writes to, however many series come after it.
 */
export class ValueColumns {
  /** Doubles in a row. */
  declare readonly width: number;
  readonly #allocate: Allocate | undefined;
  #chunks: Float64Array[] = [];

  constructor(width: number, allocate?: Allocate) {
    this.width = width;
    this.#allocate = allocate;
  }

  /** The array that holds a row, from `baseOf(row)` on. */
  cellsOf(row: number): Float64Array {
    return this.#chunks[chunkOf(row)] as Float64Array;
  }

  /** Where in `cellsOf(row)` a row begins. */
  baseOf(row: number): number {
    return (row + 1 - (1 << chunkOf(row))) * this.width;
  }

  /** Makes room for a row behind the last one, all zeros. */
  append(row: number): void {
    // Where a chunk begins; after rows were taken out it may be there.
    if ((row & (row + 1)) !== 0) return;
    const length = this.width * (row + 1);
    // Given a number, small ones come without the memory that a buffer of their own takes.
    this.#chunks[chunkOf(row)] ??= new Float64Array(
      (this.#allocate?.(length * 8) ?? length) as number,
    );
  }

  /** Moves the last row to another place and leaves zeros there; where it is that place, only that. */
  takeOut(row: number, last: number): void {
    const from = this.cellsOf(last);
    const base = this.baseOf(last);
    this.cellsOf(row).set(from.subarray(base, base + this.width), this.baseOf(row));
    this.clearRow(last);
  }

  /** Sets the cells of a row to 0. */
  clearRow(row: number): void {
    const base = this.baseOf(row);
    this.cellsOf(row).fill(0, base, base + this.width);
  }

  clear(): void {
    this.#chunks = [];
  }

  /** A copy of the first `size` rows as they are now. */
  copy(size: number): Float64Array {
    const values = new Float64Array(size * this.width);
    let at = 0;
    for (const cells of this.#chunks) {
      if (at < values.length) values.set(cells.subarray(0, values.length - at), at);
      at += cells.length;
    }
    return values;
  }
}

/** Chunk `n` begins with row `2 ** n - 1`. */
function chunkOf(row: number): number {
  return 31 - Math.clz32(row + 1);
}
