/** Keeps the label values of rows from one scrape to the next, so that what was rendered from them can be kept too. */
export class RowLabels {
  readonly #kept: (readonly string[])[] = [];

  /** `values`, or the array of the last scrape where the same ones stood at `index`. */
  at(index: number, values: readonly string[]): readonly string[] {
    const kept = this.#kept[index];
    if (kept !== undefined && isSame(kept, values)) return kept;
    this.#kept[index] = values;
    return values;
  }
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  for (let at = 0; at < right.length; at++) {
    if (left[at] !== right[at]) return false;
  }
  return left.length === right.length;
}
