import { ParseError, type MetricFamily, type MetricType } from '@telltale/model';
import { checkBuckets, checkQuantiles, parseBound } from './distribution-rules.ts';
import { ParseCursor, unescape } from './parse-cursor.ts';
import { areSameLabels, type PageLabels, type ParsedLabels } from './page-labels.ts';
import { LabelReader } from './parse-labels.ts';
import { parseMilliseconds, parseNumber } from './parse-number.ts';
import { buildFamily } from './parsed-columns.ts';
import type { ParsedFamily, ParsedPoint } from './parsed-family.ts';
import { SingleValues } from './single-values.ts';

const typesByKeyword: ReadonlyMap<string, MetricType> = new Map([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
]);

interface TextSample {
  readonly name: string;
  readonly labels: PageLabels;
  readonly value: number;
  /** Unix seconds. */
  readonly timestamp: number | undefined;
  /** Where it stands on the page. */
  readonly position: number;
}

/** A family: histograms and summaries have points, all others single values. */
interface TextFamily extends ParsedFamily {
  readonly singles: SingleValues;
  readonly pointsByLabels: Map<string, ParsedPoint>;
  /** The point of the last sample, which most often is that of the next one. */
  lastPoint: ParsedPoint | undefined;
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
  readonly #labels: LabelReader;
  readonly #families = new Map<string, TextFamily>();
  /** The family that the last sample belonged to, and so does the next of its name, unless a comment comes between. */
  #lastFamily: TextFamily | undefined;
  #lastName = '';

  readonly #onProblem: ((problem: ParseError) => void) | undefined;

  constructor(page: string, onProblem?: (problem: ParseError) => void) {
    this.#cursor = new ParseCursor(page, { isLoose: true });
    this.#labels = new LabelReader(this.#cursor);
    this.#onProblem = onProblem;
  }

  parse(): MetricFamily[] {
    const cursor = this.#cursor;
    while (!cursor.isAtEnd()) {
      // All lines up to one that is wrong.
      if (!this.#attempt(() => this.#lines())) cursor.nextLine();
    }
    this.#attempt(() => {
      if (!cursor.isBehindLineFeed()) {
        throw cursor.fail('the last line must end with a line feed');
      }
    });
    return Array.from(this.#families.values(), (family) => this.#build(family));
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

  #lines(): void {
    const cursor = this.#cursor;
    while (!cursor.isAtEnd()) {
      cursor.skipBlanks();
      if (cursor.take('#')) this.#comment();
      else if (!cursor.isAtLineEnd()) this.#addSample(this.#sample());
      cursor.nextLine();
    }
  }

  #comment(): void {
    const cursor = this.#cursor;
    cursor.skipBlanks();
    const keyword = cursor.token();
    if (keyword !== 'HELP' && keyword !== 'TYPE') return;
    cursor.skipBlanks();
    // A bare keyword is a comment like any other.
    if (keyword === 'HELP' && cursor.isAtLineEnd()) return;
    const { position } = cursor;
    const name = cursor.metricName();
    if (!cursor.skipBlanks() && !cursor.isAtLineEnd()) {
      throw cursor.fail(`expected a blank after the name ${name}, got ${cursor.describe()}`);
    }
    this.#lastFamily = undefined;
    // A line that is wrong must not leave a family behind.
    const family = (): TextFamily => this.#families.get(name) ?? this.#create(name, position);
    if (keyword === 'HELP') this.#help(family);
    else this.#type(family);
  }

  #help(familyOf: () => TextFamily): void {
    const cursor = this.#cursor;
    const isEmpty = cursor.isAtLineEnd();
    const { position } = cursor;
    const help = this.#helpText();
    const family = familyOf();
    if (isEmpty) return;
    if (family.help !== undefined) throw cursor.fail(`a second HELP for ${family.name}`, position);
    family.help = help;
  }

  #helpText(): string {
    const cursor = this.#cursor;
    const { position } = cursor;
    const text = cursor.rest();
    if (!text.includes('\\')) return text;
    const wrong = text.replace(/\\[\\n"]/g, '  ').indexOf('\\');
    if (wrong >= 0) {
      throw cursor.fail('a backslash in a help text must be written \\\\', position + wrong);
    }
    return unescape(text);
  }

  #type(familyOf: () => TextFamily): void {
    const cursor = this.#cursor;
    const { position } = cursor;
    const keyword = cursor.token();
    const type = typesByKeyword.get(keyword);
    cursor.skipBlanks();
    if (type === undefined || !cursor.isAtLineEnd()) {
      const got = JSON.stringify(cursor.restFrom(position));
      const known = [...typesByKeyword.keys()].join(', ');
      throw cursor.fail(`expected one of ${known}, got ${got}`, position);
    }
    const family = familyOf();
    if (family.type !== undefined) throw cursor.fail(`a second TYPE for ${family.name}`, position);
    if (family.singles.size > 0) {
      throw cursor.fail(`the TYPE of ${family.name} must stand before its samples`, position);
    }
    family.type = type;
  }

  #sample(): TextSample {
    const cursor = this.#cursor;
    const { position } = cursor;
    const bareName = cursor.isAt('{') ? undefined : cursor.metricName();
    const hasGap = cursor.skipBlanks();
    let labels = this.#labels.none;
    if (cursor.isAt('{')) labels = this.#labels.read(bareName);
    else if (!hasGap) {
      throw cursor.fail(
        `expected a blank or { after the name ${bareName}, got ${cursor.describe()}`,
      );
    }
    const name = this.#labels.sampleName(bareName, labels, position);
    cursor.skipBlanks();
    const value = cursor.number(parseNumber, 'a value');
    cursor.skipBlanks();
    const milliseconds = cursor.isAtLineEnd()
      ? undefined
      : cursor.number(parseMilliseconds, 'a timestamp in whole milliseconds');
    cursor.skipBlanks();
    if (!cursor.isAtLineEnd())
      throw cursor.fail(`expected the end of the line, got ${cursor.describe()}`);
    const timestamp = milliseconds === undefined ? undefined : milliseconds / 1000;
    return { name, labels, value, timestamp, position };
  }

  #create(name: string, position: number): TextFamily {
    const family: TextFamily = {
      name,
      position,
      type: undefined,
      help: undefined,
      points: [],
      lastPoint: undefined,
      singles: new SingleValues(),
      pointsByLabels: new Map(),
    };
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
    const { name, labels, value, timestamp } = sample;
    if (this.#lastFamily === undefined || name !== this.#lastName) {
      this.#lastFamily = this.#familyOf(sample);
      this.#lastName = name;
    }
    const family = this.#lastFamily;
    if (family.type === 'histogram') this.#addPart(family, sample, 'le', `${family.name}_bucket`);
    else if (family.type === 'summary') this.#addPart(family, sample, 'quantile', family.name);
    else family.singles.add(labels, value, timestamp);
  }

  #addPart(
    family: TextFamily,
    sample: TextSample,
    label: 'le' | 'quantile',
    cellName: string,
  ): void {
    const cursor = this.#cursor;
    const { name, labels, position, value } = sample;
    if (name === cellName) {
      const { rest, value: bound } = labels.without(label);
      const key = parseBound(cursor, label, bound, position);
      this.#pointOf(family, rest, sample).cells.push({ key, value, position });
      return;
    }
    const part = name === `${family.name}_sum` ? 'sum' : 'count';
    if (part === 'count' && name !== `${family.name}_count`) {
      throw cursor.fail(`${name}: a ${family.type} has no sample of this name`, position);
    }
    const point = this.#pointOf(family, labels, sample);
    if (point[part] !== undefined) {
      throw cursor.fail(`${name} stands twice with the same labels`, position);
    }
    point[part] = value;
  }

  #pointOf(family: TextFamily, labels: ParsedLabels, sample: TextSample): ParsedPoint {
    let point = family.lastPoint;
    if (point === undefined || !areSameLabels(point.labels, labels)) {
      const key = labels.names.keyOf(labels.values);
      point = family.pointsByLabels.get(key);
      if (point === undefined) {
        point = {
          labels,
          position: sample.position,
          timestamp: undefined,
          cells: [],
          sum: undefined,
          count: undefined,
        };
        family.points.push(point);
        family.pointsByLabels.set(key, point);
      }
      family.lastPoint = point;
    }
    point.timestamp = sample.timestamp ?? point.timestamp;
    return point;
  }

  #build(family: TextFamily): MetricFamily {
    const { name, type, singles } = family;
    if (type !== 'histogram' && type !== 'summary') return singles.build(family, name);
    const check = type === 'histogram' ? checkBuckets : checkQuantiles;
    const points = family.points.filter((point) =>
      this.#attempt(() => check(this.#cursor, name, point)),
    );
    return buildFamily(family, name, points);
  }
}
