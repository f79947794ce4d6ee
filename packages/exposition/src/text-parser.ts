import { ParseError, type MetricFamily, type MetricType } from '@telltale/model';
import { checkBuckets, checkQuantiles, parseBound } from './distribution-rules.ts';
import { ParseCursor, type Position } from './parse-cursor.ts';
import {
  labelKey,
  noLabels,
  parseLabels,
  withoutLabel,
  type ParsedLabels,
} from './parse-labels.ts';
import { parseMilliseconds, parseNumber } from './parse-number.ts';
import { buildFamily } from './parsed-columns.ts';
import type { ParsedFamily, ParsedPoint } from './parsed-family.ts';

const blanks = /[ \t]*/y;
const token = /[^ \t\n]*/y;
const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;

const typesByKeyword: ReadonlyMap<string, MetricType> = new Map([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
]);

interface TextSample {
  readonly name: string;
  readonly labels: ParsedLabels;
  readonly value: number;
  /** Unix seconds. */
  readonly timestamp: number | undefined;
  readonly position: Position;
}

/** A family, and its composite points by their labels. */
interface TextFamily extends ParsedFamily {
  readonly pointsByLabels: Map<string, ParsedPoint>;
}

/**
 * Reads text 0.0.4 and 1.0.0. As the reference parser does, it takes the samples of a family wherever they stand, and
 * of several timestamps in one histogram or summary the last. Where it has someone to tell, it leaves out what is wrong
 * and goes on: a line, or a histogram or summary whose parts do not fit together.
 *
 * @see Prometheus documentation, "Exposition formats", text-based format
 */
export class TextParser {
  readonly #cursor: ParseCursor;
  readonly #families = new Map<string, TextFamily>();

  readonly #onProblem: ((problem: ParseError) => void) | undefined;

  constructor(text: string, onProblem?: (problem: ParseError) => void) {
    this.#cursor = new ParseCursor(text);
    this.#onProblem = onProblem;
  }

  parse(): MetricFamily[] {
    const cursor = this.#cursor;
    while (cursor.nextLine()) {
      this.#attempt(() => this.#line());
      if (!cursor.isLineTerminated()) {
        cursor.rest();
        this.#attempt(() => {
          throw cursor.fail('the last line must end with a line feed');
        });
      }
    }
    return [...this.#families.values()].map((family) => {
      const points = family.points.filter((point) =>
        this.#attempt(() => this.#check(family, point)),
      );
      return buildFamily({ ...family, points }, family.name);
    });
  }

  /** Whether it went well. `false` only where there is someone to tell. */
  #attempt(read: () => void): boolean {
    try {
      read();
      return true;
    } catch (error) {
      if (this.#onProblem === undefined || !(error instanceof ParseError)) throw error;
      this.#onProblem(error);
      return false;
    }
  }

  #line(): void {
    const cursor = this.#cursor;
    cursor.match(blanks);
    if (cursor.take('#')) this.#comment();
    else if (!cursor.isAtLineEnd()) this.#addSample(this.#sample());
  }

  #comment(): void {
    const cursor = this.#cursor;
    cursor.match(blanks);
    const keyword = cursor.match(token);
    if (keyword !== 'HELP' && keyword !== 'TYPE') return;
    cursor.match(blanks);
    // A bare keyword is a comment like any other.
    if (keyword === 'HELP' && cursor.isAtLineEnd()) return;
    const position = cursor.position;
    const name = this.#name();
    if (!/^[ \t]?$/.test(cursor.peek())) {
      throw cursor.fail(`expected a blank after the name ${name}, got ${cursor.describe()}`);
    }
    cursor.match(blanks);
    // A line that is wrong must not leave a family behind.
    const family = (): TextFamily => this.#families.get(name) ?? this.#create(name, position);
    if (keyword === 'HELP') this.#help(family);
    else this.#type(family);
  }

  #help(familyOf: () => TextFamily): void {
    const cursor = this.#cursor;
    const isEmpty = cursor.isAtLineEnd();
    const position = cursor.position;
    const help = this.#helpText();
    const family = familyOf();
    if (isEmpty) return;
    if (family.help !== undefined) throw cursor.fail(`a second HELP for ${family.name}`, position);
    family.help = help;
  }

  #helpText(): string {
    const cursor = this.#cursor;
    let help = '';
    for (;;) {
      help += cursor.match(/[^\\\n]*/y);
      if (cursor.isAtLineEnd()) return help;
      if (cursor.take('\\n')) help += '\n';
      else if (cursor.take('\\\\')) help += '\\';
      else if (cursor.take('\\"')) help += '"';
      else throw cursor.fail('a backslash in a help text must be written \\\\');
    }
  }

  #type(familyOf: () => TextFamily): void {
    const cursor = this.#cursor;
    const { position } = cursor;
    const keyword = cursor.match(token);
    const type = typesByKeyword.get(keyword);
    const gap = cursor.match(blanks);
    if (type === undefined || !cursor.isAtLineEnd()) {
      const got = JSON.stringify(keyword + gap + cursor.rest());
      const known = [...typesByKeyword.keys()].join(', ');
      throw cursor.fail(`expected one of ${known}, got ${got}`, position);
    }
    const family = familyOf();
    if (family.type !== undefined) throw cursor.fail(`a second TYPE for ${family.name}`, position);
    if (family.points.length > 0) {
      throw cursor.fail(`the TYPE of ${family.name} must stand before its samples`, position);
    }
    family.type = type;
  }

  #sample(): TextSample {
    const cursor = this.#cursor;
    const { position } = cursor;
    const bareName = cursor.peek() === '{' ? undefined : this.#name();
    const nameEnd = cursor.position.column;
    cursor.match(blanks);
    let labels = noLabels;
    if (cursor.peek() === '{') labels = parseLabels(cursor, { isLoose: true });
    else if (cursor.position.column === nameEnd) {
      throw cursor.fail(
        `expected a blank or { after the name ${bareName}, got ${cursor.describe()}`,
      );
    }
    if (bareName !== undefined && labels.metricName !== undefined) {
      throw cursor.fail('a metric name stands before the braces and in them', position);
    }
    const name = bareName ?? labels.metricName;
    if (name === undefined) throw cursor.fail('a metric name is missing', position);
    cursor.match(blanks);
    const value = this.#number(parseNumber, 'a value');
    cursor.match(blanks);
    const milliseconds = cursor.isAtLineEnd()
      ? undefined
      : this.#number(parseMilliseconds, 'a timestamp in whole milliseconds');
    cursor.match(blanks);
    if (!cursor.isAtLineEnd())
      throw cursor.fail(`expected the end of the line, got ${cursor.describe()}`);
    const timestamp = milliseconds === undefined ? undefined : milliseconds / 1000;
    return { name, labels, value, timestamp, position };
  }

  #number(read: (text: string) => number | undefined, what: string): number {
    const cursor = this.#cursor;
    const { position } = cursor;
    const text = cursor.match(token);
    const value = read(text);
    if (value === undefined)
      throw cursor.fail(`expected ${what}, got ${JSON.stringify(text)}`, position);
    return value;
  }

  #name(): string {
    const cursor = this.#cursor;
    const { position } = cursor;
    const isQuoted = cursor.peek() === '"';
    const name = isQuoted ? cursor.quoted(false) : cursor.match(metricName);
    if (name === '') {
      throw cursor.fail(
        `expected a metric name, got ${isQuoted ? '""' : cursor.describe()}`,
        position,
      );
    }
    return name;
  }

  #create(name: string, position: Position): TextFamily {
    const family = { name, position, points: [], pointsByLabels: new Map<string, ParsedPoint>() };
    this.#families.set(name, family);
    return family;
  }

  /** The family that a sample belongs to: its own name's, or that of the histogram or summary it is a part of. */
  #familyOf({ name, position }: TextSample): TextFamily {
    const own = this.#families.get(name);
    if (own !== undefined) return own;
    for (const suffix of ['_count', '_sum', '_bucket']) {
      if (!name.endsWith(suffix)) continue;
      const family = this.#families.get(name.slice(0, -suffix.length));
      if (family?.type === 'histogram') return family;
      if (family?.type === 'summary' && suffix !== '_bucket') return family;
    }
    return this.#create(name, position);
  }

  #addSample(sample: TextSample): void {
    const family = this.#familyOf(sample);
    switch (family.type) {
      case 'histogram':
        this.#addPart(family, sample, 'le', `${family.name}_bucket`);
        return;
      case 'summary':
        this.#addPart(family, sample, 'quantile', family.name);
        return;
      default: {
        const { labels, position, timestamp, value } = sample;
        family.points.push({ labels, position, timestamp, value, cells: [] });
      }
    }
  }

  #addPart(
    family: TextFamily,
    sample: TextSample,
    label: 'le' | 'quantile',
    cellName: string,
  ): void {
    const cursor = this.#cursor;
    const { name, position, value } = sample;
    const isCell = name === cellName;
    const { rest, value: bound } = isCell
      ? withoutLabel(sample.labels, label)
      : { rest: sample.labels, value: undefined };
    if (isCell) {
      const key = parseBound(cursor, label, bound, position);
      this.#pointOf(family, rest, sample).cells.push({ key, value, position });
      return;
    }
    const part = name === `${family.name}_sum` ? 'sum' : 'count';
    if (part === 'count' && name !== `${family.name}_count`) {
      throw cursor.fail(`${name}: a ${family.type} has no sample of this name`, position);
    }
    const point = this.#pointOf(family, rest, sample);
    if (point[part] !== undefined) {
      throw cursor.fail(`${name} stands twice with the same labels`, position);
    }
    point[part] = value;
  }

  #check(family: TextFamily, point: ParsedPoint): void {
    if (family.type === 'histogram') checkBuckets(this.#cursor, family.name, point);
    else if (family.type === 'summary') checkQuantiles(this.#cursor, family.name, point);
  }

  #pointOf(family: TextFamily, labels: ParsedLabels, sample: TextSample): ParsedPoint {
    const key = labelKey(labels);
    let point = family.pointsByLabels.get(key);
    if (point === undefined) {
      point = { labels, position: sample.position, cells: [] };
      family.points.push(point);
      family.pointsByLabels.set(key, point);
    }
    point.timestamp = sample.timestamp ?? point.timestamp;
    return point;
  }
}
