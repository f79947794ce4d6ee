/** What is noted of each line while a block is rendered. Room for it is made once, for all blocks. */
export class RenderedLines {
  #values = new Float64Array(1024);
  #starts = new Uint32Array(1024);
  #lengths = new Uint8Array(1024);
  #count = 0;

  /** `value`: what the line shows; `start`: where that stands; `length`: how many characters it has. */
  add(value: number, start: number, length: number): void {
    const at = this.#count++;
    if (at === this.#values.length) this.#grow();
    this.#values[at] = value;
    this.#starts[at] = start;
    this.#lengths[at] = length;
  }

  /** Copies of what was noted; then it begins anew. */
  take(): {
    values: Float64Array<ArrayBuffer>;
    starts: Uint32Array<ArrayBuffer>;
    lengths: Uint8Array<ArrayBuffer>;
  } {
    const count = this.#count;
    this.#count = 0;
    return {
      values: this.#values.slice(0, count),
      starts: this.#starts.slice(0, count),
      lengths: this.#lengths.slice(0, count),
    };
  }

  #grow(): void {
    const [values, starts, lengths] = [this.#values, this.#starts, this.#lengths];
    const length = values.length * 2;
    this.#values = new Float64Array(length);
    this.#values.set(values);
    this.#starts = new Uint32Array(length);
    this.#starts.set(starts);
    this.#lengths = new Uint8Array(length);
    this.#lengths.set(lengths);
  }
}
