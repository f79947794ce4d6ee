import { MetricError, ParseError, type MetricFamily } from '@telltale/model';
import { protobufParameters } from './format.ts';
import { parseMediaRanges, type MediaRange } from './media-range.ts';
import { OpenMetricsParser } from './openmetrics-parser.ts';
import { ProtobufParser } from './protobuf-parser.ts';
import { TextParser } from './text-parser.ts';

/** How to parse. A {@link Format} is one as well. */
export interface ParseOptions {
  /** The Content-Type that the page came with, such as `text/plain; version=0.0.4`. The version may be left out. */
  readonly contentType: string;
  /**
   * Makes the reading of text tolerant: what is wrong, a line or a series, is left out, and the error that would have
   * been thrown is passed here. OpenMetrics and protobuf are refused whole as ever. Default: strict.
   */
  readonly onProblem?: ((problem: ParseError) => void) | undefined;
}

interface Parser {
  parse(): MetricFamily[];
}

interface ParserChoice {
  readonly mediaType: string;
  /** Parameters that may be left out, and what they may say. */
  readonly versions?: readonly string[];
  /** Parameters that have to be there. */
  readonly required?: ReadonlyMap<string, string>;
  /**
   * One that is never used. V8 forgets how the objects of a class look when the last of them is gone, and with that
   * all code that it has optimized for them: each page would be read by slow code first (`pnpm bench --cases parse`).
   */
  readonly kept?: Parser;
  readonly create: (
    input: string | Uint8Array,
    onProblem: ((problem: ParseError) => void) | undefined,
  ) => Parser;
}

const choices: readonly ParserChoice[] = [
  {
    mediaType: 'text/plain',
    versions: ['0.0.4', '1.0.0'],
    kept: new TextParser(''),
    create: (input, onProblem) => new TextParser(decode(input, onProblem), onProblem),
  },
  {
    mediaType: 'application/openmetrics-text',
    versions: ['0.0.1', '1.0.0'],
    kept: new OpenMetricsParser(''),
    create: (input) => new OpenMetricsParser(decode(input)),
  },
  {
    mediaType: 'application/vnd.google.protobuf',
    required: protobufParameters,
    create: (input) => new ProtobufParser(bytesOf(input)),
  },
];

/**
 * Reads a page in text 0.0.4 or 1.0.0, OpenMetrics 0.0.1 or 1.0.0, or protobuf. It is strict: a page with one fault is
 * refused, unless `onProblem` is there to be told. A counter of OpenMetrics is named as its sample is, with `_total`, so that every format shows it alike.
 *
 * @throws PARSE_ERROR if the page is not valid: with line and column, of protobuf with the offset of the byte
 * @throws INVALID_OPTION if the content type is none of these, or the input a string where the format is binary
 */
export function parse(
  input: string | Uint8Array,
  { contentType, onProblem }: ParseOptions,
): MetricFamily[] {
  const [range] = parseMediaRanges(contentType);
  const choice = choices.find((one) => range !== undefined && fits(range, one));
  if (choice === undefined) {
    throw new MetricError(
      'INVALID_OPTION',
      `cannot parse content of type ${JSON.stringify(contentType)}: expected ${choices.map(describe).join(' or ')}.`,
    );
  }
  return choice.create(input, onProblem).parse();
}

function fits({ type, subtype, parameters }: MediaRange, choice: ParserChoice): boolean {
  if (choice.mediaType !== `${type}/${subtype}`) return false;
  const version = parameters.get('version');
  if (version !== undefined && choice.versions?.includes(version) === false) return false;
  return [...(choice.required ?? [])].every(([name, value]) => parameters.get(name) === value);
}

function describe({ mediaType, versions, required }: ParserChoice): string {
  if (versions !== undefined) return `${mediaType} (version ${versions.join(' or ')})`;
  return [mediaType, ...[...(required ?? [])].map((pair) => pair.join('='))].join('; ');
}

function bytesOf(input: string | Uint8Array): Uint8Array {
  if (typeof input !== 'string') return input;
  throw new MetricError(
    'INVALID_OPTION',
    'a page of protobuf cannot be a string: pass its bytes as a Uint8Array.',
  );
}

function decode(input: string | Uint8Array, onProblem?: ParseOptions['onProblem']): string {
  if (typeof input === 'string') return input;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input);
  } catch {
    const problem = new ParseError('a byte is not UTF-8', positionOfBadByte(input));
    if (onProblem === undefined) throw problem;
    onProblem(problem);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(input);
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
