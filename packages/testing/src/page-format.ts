import { encode, negotiate, parse, type Format } from '@telltale/exposition';
import { MetricError, ParseError, type MetricFamily } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** The format that a page seems to be in: only OpenMetrics has an end. Names stay as they are. */
export function formatOf(page: string): Format {
  const mediaType = /^[ \t]*# EOF\s*$/m.test(page)
    ? 'application/openmetrics-text; version=1.0.0'
    : 'text/plain; version=1.0.0';
  return negotiate(`${mediaType}; escaping=allow-utf-8`);
}

/** Families as a scraper of that format sees them. */
export function asScraped(families: readonly MetricFamily[], format: Format): MetricFamily[] {
  return parse(encode(families, format), format);
}

/**
 * Reads an expected page, whose lines may be indented and spaced out as suits a test.
 *
 * @throws PARSE_ERROR with the line and column in the text as it was given
 * @throws INVALID_OPTION if it is no text, as JavaScript can leave it out
 */
export function parseExpected(expected: string, format: Format): MetricFamily[] {
  const given: unknown = expected;
  if (typeof given !== 'string') {
    throw new MetricError(
      'INVALID_OPTION',
      `the expected page is ${describeValue(given)}, expected a string.`,
    );
  }
  const lines = expected
    .split('\n')
    .map((line, index) => ({ text: line.trimStart(), number: index + 1, given: line }))
    .filter(({ text }) => text !== '');
  try {
    return parse(lines.map(({ text }) => `${text}\n`).join(''), format);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const line = lines[error.line - 1];
    const problem = error.message.replace(/^\d+:\d+: /, '');
    const indent = line === undefined ? 0 : line.given.length - line.text.length;
    throw new ParseError(`the expected text is not a valid page: ${problem}`, {
      line: line?.number ?? expected.split('\n').length,
      column: error.column + indent,
    });
  }
}
