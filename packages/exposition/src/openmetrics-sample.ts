import type { Exemplar } from '@telltale/model';
import { isTooLongForExemplar } from './exemplar-length.ts';
import type { ParseCursor } from './parse-cursor.ts';
import type { PageLabels } from './page-labels.ts';
import type { LabelReader } from './parse-labels.ts';
import { parseNumber, parseSeconds } from './parse-number.ts';

/** One line of an OpenMetrics page. */
export interface OpenMetricsSample {
  readonly name: string;
  readonly labels: PageLabels;
  readonly value: number;
  /** Unix seconds. */
  readonly timestamp: number | undefined;
  readonly exemplar: Exemplar | undefined;
  /** Where it stands on the page. */
  readonly position: number;
}

/** One for each, as the labels of the one say nothing about those of the other. */
export interface LabelReaders {
  readonly samples: LabelReader;
  readonly exemplars: LabelReader;
}

/** Takes a line; between its parts stands one blank and nothing else. */
export function parseOpenMetricsSample(
  cursor: ParseCursor,
  { samples, exemplars }: LabelReaders,
): OpenMetricsSample {
  const { position } = cursor;
  const bareName = cursor.isAt('{') ? undefined : cursor.metricName();
  const labels = cursor.isAt('{') ? samples.read(bareName) : samples.none;
  const name = samples.sampleName(bareName, labels, position);
  takeBlank(cursor);
  const value = cursor.number(parseNumber, 'a value');
  let hasMore = takeBlankBeforeMore(cursor);
  let timestamp: number | undefined;
  if (hasMore && !cursor.isAt('#')) {
    timestamp = cursor.number(parseSeconds, 'a timestamp in seconds');
    hasMore = takeBlankBeforeMore(cursor);
  }
  const exemplar = hasMore ? takeExemplar(cursor, exemplars) : undefined;
  return { name, labels, value, timestamp, exemplar, position };
}

function takeExemplar(cursor: ParseCursor, labelReader: LabelReader): Exemplar {
  if (!cursor.take('#')) {
    throw cursor.fail(`expected # or the end of the line, got ${cursor.describe()}`);
  }
  takeBlank(cursor);
  const { position } = cursor;
  if (!cursor.isAt('{')) {
    throw cursor.fail(`expected the labels of an exemplar in braces, got ${cursor.describe()}`);
  }
  const { metricName: misplaced, names, values } = labelReader.read(undefined);
  if (misplaced !== undefined) throw cursor.fail('an exemplar has no metric name', position);
  if (isTooLongForExemplar([...names.list, ...values])) {
    throw cursor.fail('the labels of an exemplar have more than 128 characters', position);
  }
  takeBlank(cursor);
  const value = cursor.number(parseNumber, "an exemplar's value");
  const labels = Object.fromEntries(names.list.map((name, at) => [name, values[at] ?? '']));
  if (cursor.isAtLineEnd()) return { labels, value };
  takeBlank(cursor);
  const timestamp = cursor.number(parseSeconds, 'a timestamp in seconds');
  if (!cursor.isAtLineEnd())
    throw cursor.fail(`expected the end of the line, got ${cursor.describe()}`);
  return { labels, value, timestamp };
}

function takeBlank(cursor: ParseCursor): void {
  if (!cursor.take(' ')) throw cursor.fail(`expected one blank, got ${cursor.describe()}`);
}

/** `false`: the line ends here. */
function takeBlankBeforeMore(cursor: ParseCursor): boolean {
  if (cursor.isAtLineEnd()) return false;
  takeBlank(cursor);
  return true;
}
