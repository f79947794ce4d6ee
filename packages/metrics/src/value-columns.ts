/** Rows in the first chunk; each further one doubles, up to {@link mostRowsInChunk}. */
const rowsInFirstChunk = 8;
const mostRowsInChunk = 4096;

/** Where a row is. */
export interface RowPlace {
  readonly cells: Float64Array;
  readonly base: number;
}

/**
 * The values of a metric, row by row, in chunks that never move: a handle keeps the array that it writes to, however
 * many series come after it.
 */
export class ValueColumns {
  readonly width: number;
  #chunks: Float64Array[] = [];
  /** Rows in all chunks. */
  #capacity = 0;
  #size = 0;

  constructor(width: number) {
    this.width = width;
  }

  /** Appends a row of zeros. */
  append(): RowPlace {
    if (this.#size === this.#capacity) {
      const rows = Math.min(rowsInFirstChunk << Math.min(this.#chunks.length, 16), mostRowsInChunk);
      this.#chunks.push(new Float64Array(rows * this.width));
      this.#capacity += rows;
    }
    let row = this.#size++;
    for (const cells of this.#chunks) {
      const base = row * this.width;
      if (base < cells.length) return { cells, base };
      row -= cells.length / this.width;
    }
    throw new RangeError('no chunk has room for a row');
  }

  /** Drops the last row, which was at `place`, and leaves zeros there. */
  dropLast({ cells, base }: RowPlace): void {
    cells.fill(0, base, base + this.width);
    this.#size--;
  }

  clear(): void {
    this.#chunks = [];
    this.#capacity = 0;
    this.#size = 0;
  }

  /** A copy of all rows as they are now. */
  copy(): Float64Array {
    const values = new Float64Array(this.#size * this.width);
    let at = 0;
    for (const cells of this.#chunks) {
      if (at === values.length) break;
      const used = cells.subarray(0, values.length - at);
      values.set(used, at);
      at += used.length;
    }
    return values;
  }
}
