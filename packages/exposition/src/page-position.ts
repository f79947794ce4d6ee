/** A place on a page of text, both counted from 1; columns are in UTF-16 units. */
export interface PagePosition {
  readonly line: number;
  readonly column: number;
}

/** Says where on a page an offset is. Only errors ask, so lines are not counted before the first one does. */
export class PagePositions {
  readonly #page: string;
  #lineStarts: number[] | undefined;

  constructor(page: string) {
    this.#page = page;
  }

  at(offset: number): PagePosition {
    this.#lineStarts ??= lineStartsOf(this.#page);
    let line = 1;
    let above = this.#lineStarts.length;
    // The line is the last one that does not start behind the offset.
    while (above - line > 0) {
      const middle = Math.floor((line + above + 1) / 2);
      if ((this.#lineStarts[middle - 1] ?? 0) > offset) above = middle - 1;
      else line = middle;
    }
    return { line, column: offset - (this.#lineStarts[line - 1] ?? 0) + 1 };
  }
}

function lineStartsOf(page: string): number[] {
  const starts = [0];
  for (let at = page.indexOf('\n'); at >= 0; at = page.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
