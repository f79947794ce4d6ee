import { ParseError } from '@telltale/model';

/** A place in the input that a later error can point at. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Reads a page line by line, and within the line from left to right; knows where it is. */
export class ParseCursor {
  readonly #text: string;
  #line = 0;
  #lineStart = 0;
  #lineEnd = -1;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Goes to the next line. `false`: there is none; what follows the last line feed is one only if it is not empty. */
  nextLine(): boolean {
    const start = this.#lineEnd + 1;
    if (start >= this.#text.length) return false;
    const end = this.#text.indexOf('\n', start);
    this.#line++;
    this.#lineStart = start;
    this.#lineEnd = end < 0 ? this.#text.length : end;
    this.#at = start;
    return true;
  }

  /** Whether a line feed ends the line. */
  isLineTerminated(): boolean {
    return this.#lineEnd < this.#text.length;
  }

  isAtLineEnd(): boolean {
    return this.#at >= this.#lineEnd;
  }

  get position(): Position {
    // An empty page has no line to be on.
    return { line: Math.max(this.#line, 1), column: this.#at - this.#lineStart + 1 };
  }

  /** The character here, empty at the end of the line. */
  peek(): string {
    return this.isAtLineEnd() ? '' : (this.#text[this.#at] ?? '');
  }

  /** Takes `literal` if it is what comes next. */
  take(literal: string): boolean {
    const end = this.#at + literal.length;
    if (end > this.#lineEnd || !this.#text.startsWith(literal, this.#at)) return false;
    this.#at = end;
    return true;
  }

  /** Takes what a sticky expression matches here; it must not match line feeds. Empty where it does not match. */
  match(sticky: RegExp): string {
    sticky.lastIndex = this.#at;
    const [found = ''] = sticky.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  /** Takes the rest of the line. */
  rest(): string {
    const text = this.#text.slice(this.#at, this.#lineEnd);
    this.#at = this.#lineEnd;
    return text;
  }

  /**
   * Takes a text in quotes. A backslash before a character other than `\`, `"` and `n` stays as it is where
   * `keepsUnknown` says so.
   */
  quoted(keepsUnknown: boolean): string {
    if (!this.take('"'))
      throw this.fail(`expected a text in double quotes, got ${this.describe()}`);
    let value = '';
    for (;;) {
      value += this.match(/[^"\\\n]*/y);
      if (this.take('"')) return value;
      if (this.isAtLineEnd()) throw this.fail('the line ends inside of quotes');
      if (this.take('\\n')) value += '\n';
      else if (this.take('\\\\')) value += '\\';
      else if (this.take('\\"')) value += '"';
      else if (keepsUnknown && this.take('\\')) value += '\\';
      else {
        const { position } = this;
        this.take('\\');
        throw this.fail(`expected \\, " or n after a backslash, got ${this.describe()}`, position);
      }
    }
  }

  /** What comes next, for messages. */
  describe(): string {
    const character = this.peek();
    return character === '' ? 'the end of the line' : JSON.stringify(character);
  }

  /** Where no position is given, the error points here. */
  fail(message: string, position: Position = this.position): ParseError {
    return new ParseError(message, position);
  }
}
