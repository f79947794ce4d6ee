import type { EscapingScheme } from './escape-name.ts';
import { createFormat, protobufParameters, type Format, type FormatName } from './format.ts';
import { parseMediaRanges, type MediaRange } from './media-range.ts';

interface Candidate {
  readonly name: FormatName;
  readonly type: string;
  readonly subtype: string;
  readonly version: string;
  /** What a range has to say that names the type; others of the type are not ours. Default: nothing. */
  readonly required?: ReadonlyMap<string, string>;
}

/** What we have, in the order in which a range that fits several is answered. */
const candidates: readonly Candidate[] = [
  { name: 'text', type: 'text', subtype: 'plain', version: '0.0.4' },
  { name: 'text', type: 'text', subtype: 'plain', version: '1.0.0' },
  { name: 'openmetrics', type: 'application', subtype: 'openmetrics-text', version: '0.0.1' },
  { name: 'openmetrics', type: 'application', subtype: 'openmetrics-text', version: '1.0.0' },
  {
    name: 'protobuf',
    type: 'application',
    subtype: 'vnd.google.protobuf',
    version: '',
    required: protobufParameters,
  },
];

/** Offered only on request, as there is but a release candidate. */
const openMetrics2: Candidate = {
  name: 'openmetrics2',
  type: 'application',
  subtype: 'openmetrics-text',
  version: '2.0.0',
  required: new Map([['version', '2.0.0']]),
};

/** What to offer beside the formats that always are. */
export interface NegotiateOptions {
  /** Whether a client that asks for OpenMetrics 2.0.0, a release candidate, gets it. Default: false. */
  readonly openMetrics2?: boolean | undefined;
}

const escapingSchemes: readonly EscapingScheme[] = ['allow-utf-8', 'underscores', 'dots', 'values'];

/**
 * The format that an Accept header wants most: by weight, then by how exactly it says what it wants, then by order.
 * A weight of 0 excludes. OpenMetrics without a version means 0.0.1; protobuf has to say which message it is, and that
 * it is delimited. No header, one that cannot be read and one that names nothing we have get text 0.0.4. Only the first
 * hundred ranges are read.
 *
 * @see RFC 9110, section 12.5.1; Prometheus documentation, "Content negotiation"
 */
export function negotiate(
  acceptHeader: string | null | undefined,
  options: NegotiateOptions = {},
): Format {
  const offered = options.openMetrics2 === true ? [...candidates, openMetrics2] : candidates;
  const ranges = parseMediaRanges(acceptHeader ?? '');
  const wanted = ranges
    .filter((range) => range.quality > 0)
    .sort((a, b) => b.quality - a.quality || specificity(b) - specificity(a));
  const allowed = offered.filter((candidate) => !isExcluded(candidate, ranges));
  for (const range of wanted) {
    const match = allowed.find((candidate) => asksFor(range, candidate));
    if (match !== undefined) return createFormat(match.name, match.version, escapingOf(range));
  }
  return createFormat('text', '0.0.4', undefined);
}

function matches(range: MediaRange, candidate: Candidate): boolean {
  if (range.type !== '*' && range.type !== candidate.type) return false;
  if (range.subtype !== '*' && range.subtype !== candidate.subtype) return false;
  const { required = new Map([['version', candidate.version]]) } = candidate;
  return [...required].every(([name, value]) => (range.parameters.get(name) ?? value) === value);
}

/** Whether it fits, and says all that it has to. */
function asksFor(range: MediaRange, candidate: Candidate): boolean {
  const isWildcard = range.subtype === '*';
  if (isWildcard && candidate === openMetrics2) return false;
  const names = isWildcard ? [] : [...(candidate.required?.keys() ?? [])];
  return matches(range, candidate) && names.every((name) => range.parameters.has(name));
}

/** Whether the most exact range that fits says that it is not wanted. */
function isExcluded(candidate: Candidate, ranges: readonly MediaRange[]): boolean {
  let closest: MediaRange | undefined;
  for (const range of ranges) {
    if (!matches(range, candidate)) continue;
    if (closest === undefined || specificity(range) > specificity(closest)) closest = range;
  }
  return closest?.quality === 0;
}

function specificity(range: MediaRange): number {
  if (range.type === '*') return 0;
  if (range.subtype === '*') return 1;
  return 2 + range.parameters.size;
}

function escapingOf(range: MediaRange): EscapingScheme | undefined {
  const asked = range.parameters.get('escaping');
  return escapingSchemes.find((scheme) => scheme === asked);
}
