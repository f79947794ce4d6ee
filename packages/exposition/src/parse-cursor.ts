import { ParseError } from '@telltale/model';
import { PagePositions } from './page-position.ts';
import type { NumberReader } from './parse-number.ts';

const tab = 9;
const blank = 32;

const bareMetricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const bareLabelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;

/** What the text format allows and OpenMetrics does not. */
export interface Syntax {
  /**
   * Blanks and tabs between all tokens, and a comma after the last label. A backslash before a character other than
   * `\`, `"` and `n` is wrong; otherwise it stays as it is.
   */
  readonly isLoose: boolean;
}

/**
 * Reads a page from left to right. What it takes lies on one line; only {@link ParseCursor.nextLine} goes beyond.
 * Places are offsets in the page.
 */
export class ParseCursor {
  readonly isLoose: boolean;
  readonly #page: string;
  readonly #positions: PagePositions;
  /** The last name of a metric that stood without quotes. */
  #lastName = '';
  #at = 0;
  #lineEnd: number;
  /** The first backslash that is not behind the last text in quotes. */
  #backslash = -1;

  constructor(page: string, { isLoose }: Syntax) {
    this.isLoose = isLoose;
    this.#page = page;
    this.#positions = new PagePositions(page);
    this.#lineEnd = this.#find('\n', 0);
  }

  get position(): number {
    return this.#at;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#page.length;
  }

  isAtLineEnd(): boolean {
    return this.#at >= this.#lineEnd;
  }

  /** Whether the page begins here, or a line feed stands before. */
  isBehindLineFeed(): boolean {
    return this.#at === 0 || this.#page[this.#at - 1] === '\n';
  }

  /** Goes to the next line, or to the end of the page. */
  nextLine(): void {
    this.#at = Math.min(this.#lineEnd + 1, this.#page.length);
    this.#lineEnd = this.#find('\n', this.#at);
  }

  /** The character here, empty at the end of the line. */
  peek(): string {
    return this.isAtLineEnd() ? '' : (this.#page[this.#at] ?? '');
  }

  /** Whether this one character comes next. */
  isAt(character: string): boolean {
    return this.#at < this.#lineEnd && this.#page.charCodeAt(this.#at) === character.charCodeAt(0);
  }

  /** Takes this one character if it comes next. */
  take(character: string): boolean {
    if (!this.isAt(character)) return false;
    this.#at++;
    return true;
  }

  /** Takes `literal` if it is what comes next. */
  takeText(literal: string): boolean {
    const end = this.#at + literal.length;
    // Strings are compared in words, while `startsWith` goes by characters: a seventh of the time for labels.
    if (this.#page.slice(this.#at, end) !== literal) return false;
    this.#at = end;
    return true;
  }

  /** Takes blanks and tabs, where the syntax has them. `false`: there were none. */
  skipBlanks(): boolean {
    const start = this.#at;
    if (this.isLoose) while (this.take(' ') || this.take('\t'));
    return this.#at > start;
  }

  /** Takes what comes before the next blank. */
  token(): string {
    const start = this.#at;
    this.#at = this.#tokenEnd();
    return this.#page.slice(start, this.#at);
  }

  /** Takes a number up to the next blank. `what` it is, is for messages. */
  number(read: NumberReader, what: string): number {
    const start = this.#at;
    const end = this.#tokenEnd();
    const value = read(this.#page, start, end);
    this.#at = end;
    if (value !== undefined) return value;
    const got = JSON.stringify(this.#page.slice(start, end));
    throw this.fail(`expected ${what}, got ${got}`, start);
  }

  /** Takes the rest of the line. */
  rest(): string {
    const start = this.#at;
    this.#at = this.#lineEnd;
    return this.#page.slice(start, this.#at);
  }

  /** What was taken since a place. */
  since(position: number): string {
    return this.#page.slice(position, this.#at);
  }

  /** Goes back to a place on the line, and takes the rest from there. */
  restFrom(position: number): string {
    this.#at = position;
    return this.rest();
  }

  /** Takes the name of a metric, in quotes or not. */
  metricName(): string {
    const start = this.#at;
    const last = this.#lastName;
    if (last !== '' && this.takeText(last)) {
      // Before anything else, it may be only the beginning of another.
      if (this.isAt('{') || this.isAt(' ')) return last;
      this.#at = start;
    }
    const isQuoted = this.isAt('"');
    const name = this.#name('a metric name', bareMetricName);
    if (!isQuoted) this.#lastName = name;
    return name;
  }

  /** Takes the name of a label, in quotes or not. */
  labelName(): string {
    return this.#name('a label name', bareLabelName);
  }

  /** Takes a text in quotes. */
  quoted(): string {
    if (!this.take('"'))
      throw this.fail(`expected a text in double quotes, got ${this.describe()}`);
    const start = this.#at;
    const end = this.#find('"', start);
    if (this.#backslash < start) this.#backslash = this.#find('\\', start);
    if (this.#backslash < end || end >= this.#lineEnd) return this.#quotedRest();
    this.#at = end + 1;
    return this.#page.slice(start, end);
  }

  /** What comes next, for messages. */
  describe(): string {
    const character = this.peek();
    return character === '' ? 'the end of the line' : JSON.stringify(character);
  }

  /** Where no position is given, the error points here. */
  fail(message: string, position: number = this.#at): ParseError {
    return new ParseError(message, this.#positions.at(position));
  }

  /** Where a character stands next, or else the end of the page. */
  #find(character: string, from: number): number {
    const at = this.#page.indexOf(character, from);
    return at < 0 ? this.#page.length : at;
  }

  #tokenEnd(): number {
    const page = this.#page;
    const lineEnd = this.#lineEnd;
    let at = this.#at;
    for (; at < lineEnd; at++) {
      const code = page.charCodeAt(at);
      if (code === blank || (code === tab && this.isLoose)) break;
    }
    return at;
  }

  #name(what: string, bare: RegExp): string {
    const position = this.#at;
    const isQuoted = this.isAt('"');
    const name = isQuoted ? this.quoted() : this.#match(bare);
    if (name !== '') return name;
    throw this.fail(`expected ${what}, got ${isQuoted ? '""' : this.describe()}`, position);
  }

  /** Takes what a sticky expression matches here; it must not match line feeds. Empty where it does not match. */
  #match(sticky: RegExp): string {
    const start = this.#at;
    sticky.lastIndex = start;
    if (sticky.test(this.#page)) this.#at = sticky.lastIndex;
    return this.since(start);
  }

  /** Takes the rest of a text in quotes that has escapes, or no end. */
  #quotedRest(): string {
    const start = this.#at;
    while (!this.isAt('"')) {
      if (this.isAtLineEnd()) throw this.fail('the line ends inside of quotes');
      if (this.take('\\')) this.#escaped();
      else this.#at++;
    }
    const text = this.#page.slice(start, this.#at);
    this.#at++;
    return unescape(text);
  }

  /** Takes what a backslash escapes, if it is one of those that are escaped. */
  #escaped(): void {
    if (this.take('n') || this.take('\\') || this.take('"') || !this.isLoose) return;
    throw this.fail(`expected \\, " or n after a backslash, got ${this.describe()}`, this.#at - 1);
  }
}

/** The text that is meant. A backslash before a character other than these three stays. */
export function unescape(text: string): string {
  return text.replace(/\\([\\n"])/g, (_, character: string) =>
    character === 'n' ? '\n' : character,
  );
}
