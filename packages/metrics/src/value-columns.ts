import type { FamilyColumns } from '@telltale/model';

/** Rows in the first chunk; each further one doubles, up to {@link mostRowsInChunk}. */
const rowsInFirstChunk = 8;
const mostRowsInChunk = 4096;

interface Chunk {
  readonly cells: Float64Array;
  readonly starts: Float64Array | undefined;
  readonly firstRow: number;
  readonly rows: number;
}

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
  readonly #keepsStarts: boolean;
  #chunks: Chunk[] = [];
  #capacity = 0;
  #size = 0;

  /** `keepsStarts`: whether each row has a start timestamp. */
  constructor(width: number, keepsStarts: boolean) {
    this.width = width;
    this.#keepsStarts = keepsStarts;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends a row of zeros. */
  append(start: number): RowPlace {
    const row = this.#size;
    if (row === this.#capacity) this.#addChunk();
    this.#size = row + 1;
    this.setStart(row, start);
    return this.place(row);
  }

  place(row: number): RowPlace {
    const chunk = this.#chunkOf(row);
    return { cells: chunk.cells, base: (row - chunk.firstRow) * this.width };
  }

  /** Copies one row over another, start timestamp and all. */
  copyRow(from: number, to: number): void {
    const source = this.place(from);
    const target = this.place(to);
    target.cells.set(source.cells.subarray(source.base, source.base + this.width), target.base);
    const chunk = this.#chunkOf(from);
    this.setStart(to, chunk.starts?.[from - chunk.firstRow] ?? NaN);
  }

  /** Drops the last row and leaves zeros where it was. */
  dropLast(): void {
    this.zero(this.#size - 1);
    this.#size -= 1;
  }

  zero(row: number): void {
    const { cells, base } = this.place(row);
    cells.fill(0, base, base + this.width);
  }

  setStart(row: number, start: number): void {
    const chunk = this.#chunkOf(row);
    if (chunk.starts !== undefined) chunk.starts[row - chunk.firstRow] = start;
  }

  clear(): void {
    this.#chunks = [];
    this.#capacity = 0;
    this.#size = 0;
  }

  /** A copy of all rows as they are now. */
  copy(): Pick<FamilyColumns, 'size' | 'width' | 'values' | 'startTimestamps'> {
    const size = this.#size;
    const values = new Float64Array(size * this.width);
    const startTimestamps = this.#keepsStarts ? new Float64Array(size) : undefined;
    for (const { cells, starts, firstRow, rows } of this.#chunks) {
      const used = Math.min(rows, size - firstRow);
      if (used <= 0) break;
      values.set(cells.subarray(0, used * this.width), firstRow * this.width);
      if (starts !== undefined) startTimestamps?.set(starts.subarray(0, used), firstRow);
    }
    return { size, width: this.width, values, startTimestamps };
  }

  #addChunk(): void {
    const rows = Math.min(rowsInFirstChunk << Math.min(this.#chunks.length, 16), mostRowsInChunk);
    this.#chunks.push({
      cells: new Float64Array(rows * this.width),
      starts: this.#keepsStarts ? new Float64Array(rows) : undefined,
      firstRow: this.#capacity,
      rows,
    });
    this.#capacity += rows;
  }

  #chunkOf(row: number): Chunk {
    // Later chunks are the larger ones, so most rows are found near the end.
    for (let index = this.#chunks.length - 1; index >= 0; index--) {
      const chunk = this.#chunks[index];
      if (chunk !== undefined && row >= chunk.firstRow) return chunk;
    }
    throw new RangeError(`no chunk holds row ${row}`);
  }
}
