import type { FamilyColumns } from '@telltale/model';
import type { ProtobufFamily } from '../protobuf-family.ts';
import type { ProtobufSink } from '../protobuf-sink.ts';
import { fullBlock, KeptRows } from './kept-block.ts';

/** How the rows of a family become messages: in each of them the first cells, as doubles. */
export interface MessageLayout {
  readonly cells: number;
  readonly writer: ProtobufFamily;
  /** What the writer writes to. */
  readonly sink: ProtobufSink;
}

/** Rows as messages with nothing in them that takes more or fewer bytes when it changes. */
export class KeptMessages extends KeptRows {
  readonly #layout: MessageLayout;
  /** By value: where it stands. */
  #places = new Uint32Array(0);
  #view = new DataView(this.bytes.buffer);

  constructor(layout: MessageLayout) {
    super();
    this.#layout = layout;
  }

  override render(columns: FamilyColumns, first: number, rows: number | undefined): void {
    const { writer, sink } = this.#layout;
    const most = rows ?? columns.size - first;
    const places: number[] = [];
    let row = 0;
    for (; row < most && (rows !== undefined || sink.length < fullBlock); row++) {
      writer.writeRow(columns, first + row, places);
    }
    this.rows = row;
    this.#places = Uint32Array.from(places);
    this.#write(sink.take());
  }

  override show({ values, width }: FamilyColumns, first: number): void {
    const places = this.#places;
    const { cells } = this.#layout;
    let view: DataView | undefined;
    for (let row = 0; row < this.rows; row++) {
      const start = (first + row) * width;
      for (let cell = 0; cell < cells; cell++) {
        const place = places[row * cells + cell] as number;
        const value = values[start + cell] as number;
        // -0 is not 0 here.
        if (Object.is(this.#view.getFloat64(place, true), value)) continue;
        view ??= this.#ownView();
        view.setFloat64(place, value, true);
      }
    }
    if (view !== undefined) this.put(this.bytes);
  }

  /** What may be written to: a copy, where the bytes were given away. */
  #ownView(): DataView {
    if (this.holders > 0) this.#write(new Uint8Array(this.bytes));
    return this.#view;
  }

  #write(bytes: Uint8Array): void {
    this.#view = new DataView(bytes.buffer);
    this.put(bytes);
  }
}
