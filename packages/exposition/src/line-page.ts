import type { MetricFamily } from '@telltale/model';
import { joinBytes } from './join-bytes.ts';
import type { LineWriter } from './line-writer.ts';
import type { Writer } from './writer.ts';

const chunkLength = 32_768;

/** A page of lines as bytes. */
export class LinePage implements Writer {
  readonly #writer: LineWriter;
  readonly #end: string;
  readonly #chunks: Uint8Array[] = [];
  /** The end of the page; what stands before it is in the chunks. */
  #text = '';

  /** `end` closes the page. */
  constructor(createWriter: (write: (line: string) => void) => LineWriter, end = '') {
    this.#writer = createWriter((line) => {
      this.#text += line;
      if (this.#text.length > chunkLength) this.#breakPage();
    });
    this.#end = end;
  }

  writeFamily(family: MetricFamily): void {
    this.#writer.writeFamily(family);
  }

  finish(): Uint8Array {
    this.#text += this.#end;
    this.#breakPage();
    return joinBytes(this.#chunks);
  }

  /**
   * A string that grows by concatenation is a tree to V8, and the garbage collector copies the whole of it again and
   * again: with 8 MB, half of the time is spent on that.
   */
  #breakPage(): void {
    this.#chunks.push(new TextEncoder().encode(this.#text));
    this.#text = '';
  }
}
