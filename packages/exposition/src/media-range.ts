/** A media type with its parameters: a Content-Type, or one element of an Accept header. */
export interface MediaRange {
  /** In lower case, as the subtype and the names of parameters. */
  readonly type: string;
  readonly subtype: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0, not wanted, to 1. */
  readonly quality: number;
}

/** How many elements of a header are read. Clients name fewer than ten; who sends more only wants to keep us busy. */
const maxRanges = 100;

/** The media types in a header, separated by commas. What is none is left out, and so is what follows the hundredth. */
export function parseMediaRanges(header: string): readonly MediaRange[] {
  const ranges: MediaRange[] = [];
  for (const element of splitUnquoted(header, ',').slice(0, maxRanges)) {
    const [mediaType = '', ...rest] = splitUnquoted(element, ';');
    const [type = '', subtype = '', ...more] = mediaType.trim().toLowerCase().split('/');
    if (type === '' || subtype === '' || more.length > 0) continue;
    if (type === '*' && subtype !== '*') continue;
    const parameters = new Map<string, string>();
    for (const parameter of rest) {
      const equals = parameter.indexOf('=');
      if (equals < 0) continue;
      const name = parameter.slice(0, equals).trim().toLowerCase();
      parameters.set(name, unquote(parameter.slice(equals + 1).trim()));
    }
    const quality = qualityOf(parameters.get('q'));
    parameters.delete('q');
    ranges.push({ type, subtype, parameters, quality });
  }
  return ranges;
}

/** A weight that cannot be read counts as none given: a client that wrote one still wants the format. */
function qualityOf(text: string | undefined): number {
  return text !== undefined && /^(?:0?\.\d+|[01](?:\.\d*)?)$/.test(text)
    ? Math.min(Number(text), 1)
    : 1;
}

function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** Splits at `separator`, but not inside of quotes. */
function splitUnquoted(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
