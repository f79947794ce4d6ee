import { ParseError } from '@telltale/model';
import { PagePositions } from './page-position.ts';
import type { NumberReader } from './parse-number.ts';
import { hashWith, RecentTexts } from './recent-texts.ts';

const tab = 9;
const lineFeed = 10;
const blank = 32;
const quote = 34;
const backslash = 92;
/** Where a character would be, but the page has ended. */
const none = -1;

/** What a name may be of, as bits. */
const letter = 1;
const digit = 2;
const colon = 4;
const kindsOfAscii = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-zA-Z_]/.test(character)) return letter;
  if (/\d/.test(character)) return digit;
  return character === ':' ? colon : 0;
});

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
  readonly #texts = new RecentTexts();
  /** The last name of a metric that stood without quotes. */
  #lastName = '';
  #at = 0;

  constructor(page: string, { isLoose }: Syntax) {
    this.isLoose = isLoose;
    this.#page = page;
    this.#positions = new PagePositions(page);
  }

  get position(): number {
    return this.#at;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#page.length;
  }

  isAtLineEnd(): boolean {
    const code = this.#codeAt(this.#at);
    return code === lineFeed || code === none;
  }

  /** Whether the page begins here, or a line feed stands before. */
  isBehindLineFeed(): boolean {
    return this.#at === 0 || this.#page[this.#at - 1] === '\n';
  }

  /** Goes to the next line, or to the end of the page. `false`: no line feed ends this line. */
  nextLine(): boolean {
    if (!this.isAtLineEnd()) this.#at = this.#lineEnd();
    if (this.isAtEnd()) return false;
    this.#at++;
    return true;
  }

  /** The character here, empty at the end of the line. */
  peek(): string {
    return this.isAtLineEnd() ? '' : (this.#page[this.#at] ?? '');
  }

  /** Whether this one character comes next. */
  isAt(character: string): boolean {
    return this.#codeAt(this.#at) === character.charCodeAt(0);
  }

  /** Takes this one character if it comes next. */
  take(character: string): boolean {
    if (!this.isAt(character)) return false;
    this.#at++;
    return true;
  }

  /** Takes `literal` if it is what comes next. */
  takeText(literal: string): boolean {
    if (!this.#page.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  /** Takes blanks and tabs, where the syntax has them. `false`: there were none. */
  skipBlanks(): boolean {
    const start = this.#at;
    if (this.isLoose) while (isBlank(this.#codeAt(this.#at))) this.#at++;
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
    this.#at = this.#lineEnd();
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
    const last = this.#lastName;
    // It may be only the beginning of another.
    const mayEnd = !isOfKinds(this.#codeAt(this.#at + last.length), letter | digit | colon);
    if (mayEnd && last !== '' && this.takeText(last)) return last;
    const isQuoted = this.isAt('"');
    const name = this.#name('a metric name', letter | digit | colon);
    if (!isQuoted) this.#lastName = name;
    return name;
  }

  /** Takes the name of a label, in quotes or not. */
  labelName(): string {
    return this.#name('a label name', letter | digit);
  }

  /** Takes a text in quotes. */
  quoted(): string {
    if (!this.take('"'))
      throw this.fail(`expected a text in double quotes, got ${this.describe()}`);
    const page = this.#page;
    const start = this.#at;
    let at = start;
    let hash = 0;
    let hasEscapes = false;
    for (let code = this.#codeAt(at); code !== quote; code = this.#codeAt(at)) {
      if (code === lineFeed || code === none) throw this.fail('the line ends inside of quotes', at);
      if (code === backslash) {
        hasEscapes = true;
        at += this.#escapeLength(at);
      } else {
        hash = hashWith(hash, code);
        at++;
      }
    }
    this.#at = at + 1;
    return hasEscapes ? unescape(page.slice(start, at)) : this.#texts.slice(page, start, at, hash);
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

  #codeAt(at: number): number {
    return at < this.#page.length ? this.#page.charCodeAt(at) : none;
  }

  #lineEnd(): number {
    const end = this.#page.indexOf('\n', this.#at);
    return end < 0 ? this.#page.length : end;
  }

  #tokenEnd(): number {
    let at = this.#at;
    for (;;) {
      const code = this.#codeAt(at);
      if (code === blank || code === lineFeed || code === none) return at;
      if (code === tab && this.isLoose) return at;
      at++;
    }
  }

  #name(what: string, kinds: number): string {
    const position = this.#at;
    const isQuoted = this.isAt('"');
    const name = isQuoted ? this.quoted() : this.#word(kinds);
    if (name !== '') return name;
    throw this.fail(`expected ${what}, got ${isQuoted ? '""' : this.describe()}`, position);
  }

  /** Takes characters of these kinds; the first is no digit. Empty where there are none. */
  #word(kinds: number): string {
    const start = this.#at;
    let at = start;
    let hash = 0;
    let allowed = kinds & ~digit;
    for (;;) {
      const code = this.#codeAt(at);
      if (!isOfKinds(code, allowed)) break;
      hash = hashWith(hash, code);
      allowed = kinds;
      at++;
    }
    this.#at = at;
    return this.#texts.slice(this.#page, start, at, hash);
  }

  /** How much of what a backslash begins belongs together: itself, and what it escapes. */
  #escapeLength(at: number): number {
    const escaped = this.#page[at + 1];
    if (escaped === 'n' || escaped === '\\' || escaped === '"') return 2;
    if (!this.isLoose) return 1;
    this.#at = at + 1;
    throw this.fail(`expected \\, " or n after a backslash, got ${this.describe()}`, at);
  }
}

/** The text that is meant. A backslash before a character other than these three stays. */
export function unescape(text: string): string {
  return text.replace(/\\([\\n"])/g, (_, character: string) =>
    character === 'n' ? '\n' : character,
  );
}

function isOfKinds(code: number, kinds: number): boolean {
  return code >= 0 && code < 128 && ((kindsOfAscii[code] ?? 0) & kinds) !== 0;
}

function isBlank(code: number): boolean {
  return code === blank || code === tab;
}
