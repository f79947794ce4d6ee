import type { Exemplar } from '@telltale/model';
import { isTooLongForExemplar } from './exemplar-length.ts';
import type { ParseCursor, Position } from './parse-cursor.ts';
import { noLabels, parseLabels, type ParsedLabels } from './parse-labels.ts';
import { parseNumber, parseSeconds } from './parse-number.ts';

/** One line of an OpenMetrics page. */
export interface OpenMetricsSample {
  readonly name: string;
  readonly labels: ParsedLabels;
  readonly value: number;
  /** Unix seconds. */
  readonly timestamp: number | undefined;
  readonly exemplar: Exemplar | undefined;
  readonly position: Position;
}

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const token = /[^ \n]*/y;

/** Takes a name, in quotes or not. */
export function parseMetricName(cursor: ParseCursor): string {
  const { position } = cursor;
  const isQuoted = cursor.peek() === '"';
  const name = isQuoted ? cursor.quoted(true) : cursor.match(metricName);
  if (name === '') {
    throw cursor.fail(
      `expected a metric name, got ${isQuoted ? '""' : cursor.describe()}`,
      position,
    );
  }
  return name;
}

/** Takes a line; between its parts stands one blank and nothing else. */
export function parseOpenMetricsSample(cursor: ParseCursor): OpenMetricsSample {
  const { position } = cursor;
  const bareName = cursor.peek() === '{' ? undefined : parseMetricName(cursor);
  const labels = cursor.peek() === '{' ? parseLabels(cursor, { isLoose: false }) : noLabels;
  if (bareName !== undefined && labels.metricName !== undefined) {
    throw cursor.fail('a metric name stands before the braces and in them', position);
  }
  const name = bareName ?? labels.metricName;
  if (name === undefined) throw cursor.fail('a metric name is missing', position);
  takeBlank(cursor);
  const value = takeNumber(cursor, parseNumber, 'a value');
  const hasMore = (): boolean => {
    if (cursor.isAtLineEnd()) return false;
    takeBlank(cursor);
    return true;
  };
  let more = hasMore();
  let timestamp: number | undefined;
  if (more && cursor.peek() !== '#') {
    timestamp = takeNumber(cursor, parseSeconds, 'a timestamp in seconds');
    more = hasMore();
  }
  const exemplar = more ? takeExemplar(cursor) : undefined;
  return { name, labels, value, timestamp, exemplar, position };
}

function takeExemplar(cursor: ParseCursor): Exemplar {
  if (!cursor.take('#')) {
    throw cursor.fail(`expected # or the end of the line, got ${cursor.describe()}`);
  }
  takeBlank(cursor);
  const { position } = cursor;
  if (cursor.peek() !== '{') {
    throw cursor.fail(`expected the labels of an exemplar in braces, got ${cursor.describe()}`);
  }
  const { metricName: misplaced, names, values } = parseLabels(cursor, { isLoose: false });
  if (misplaced !== undefined) throw cursor.fail('an exemplar has no metric name', position);
  if (isTooLongForExemplar([...names, ...values])) {
    throw cursor.fail('the labels of an exemplar have more than 128 characters', position);
  }
  takeBlank(cursor);
  const value = takeNumber(cursor, parseNumber, "an exemplar's value");
  const labels = Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
  if (cursor.isAtLineEnd()) return { labels, value };
  takeBlank(cursor);
  const timestamp = takeNumber(cursor, parseSeconds, 'a timestamp in seconds');
  if (!cursor.isAtLineEnd())
    throw cursor.fail(`expected the end of the line, got ${cursor.describe()}`);
  return { labels, value, timestamp };
}

function takeBlank(cursor: ParseCursor): void {
  if (!cursor.take(' ')) throw cursor.fail(`expected one blank, got ${cursor.describe()}`);
}

function takeNumber(
  cursor: ParseCursor,
  read: (text: string) => number | undefined,
  what: string,
): number {
  const { position } = cursor;
  const text = cursor.match(token);
  const value = read(text);
  if (value === undefined) {
    throw cursor.fail(`expected ${what}, got ${JSON.stringify(text)}`, position);
  }
  return value;
}
