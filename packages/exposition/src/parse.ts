import { MetricError, ParseError, type MetricFamily } from '@telltale/model';
import { parseMediaRanges } from './media-range.ts';
import { OpenMetricsParser } from './openmetrics-parser.ts';
import { TextParser } from './text-parser.ts';

/** How to parse. A {@link Format} is one as well. */
export interface ParseOptions {
  /** The Content-Type that the page came with, such as `text/plain; version=0.0.4`. The version may be left out. */
  readonly contentType: string;
}

interface Parser {
  parse(): MetricFamily[];
}

interface ParserChoice {
  readonly mediaType: string;
  readonly versions: readonly string[];
  readonly create: (text: string) => Parser;
}

const choices: readonly ParserChoice[] = [
  {
    mediaType: 'text/plain',
    versions: ['0.0.4', '1.0.0'],
    create: (text) => new TextParser(text),
  },
  {
    mediaType: 'application/openmetrics-text',
    versions: ['0.0.1', '1.0.0'],
    create: (text) => new OpenMetricsParser(text),
  },
];

/**
 * Reads a page in text 0.0.4 or 1.0.0, or OpenMetrics 0.0.1 or 1.0.0. It is strict: a page with one wrong line is
 * refused. A counter of OpenMetrics is named as its sample is, with `_total`, so that every format shows it alike.
 *
 * @throws PARSE_ERROR with line and column if the page is not valid
 * @throws INVALID_OPTION if the content type is none of these
 */
export function parse(input: string | Uint8Array, { contentType }: ParseOptions): MetricFamily[] {
  const [mediaType] = parseMediaRanges(contentType);
  const choice = choices.find(
    (one) => mediaType !== undefined && one.mediaType === `${mediaType.type}/${mediaType.subtype}`,
  );
  const version = mediaType?.parameters.get('version');
  if (choice === undefined || (version !== undefined && !choice.versions.includes(version))) {
    const known = choices.map((one) => `${one.mediaType} (version ${one.versions.join(' or ')})`);
    throw new MetricError(
      'INVALID_OPTION',
      `cannot parse content of type ${JSON.stringify(contentType)}: expected ${known.join(' or ')}.`,
    );
  }
  return choice.create(typeof input === 'string' ? input : decode(input)).parse();
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ParseError('a byte is not UTF-8', positionOfBadByte(bytes));
  }
}

/** Where the longest start of the bytes ends that is UTF-8. */
function positionOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const original = new TextEncoder().encode(text);
  let at = 0;
  while (at < bytes.length && bytes[at] === original[at]) at++;
  const valid = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, at));
  const lines = valid.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
