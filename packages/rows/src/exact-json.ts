/** JSON as it is parsed: integers that a double cannot hold are bigint, other numbers that it cannot hold are text. */
export type Json =
  string | number | bigint | boolean | null | readonly Json[] | { readonly [key: string]: Json };

// What TypeScript does not know of JSON.parse yet, and every Node.js since 22 does.
type Parse = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/**
 * Parses JSON and keeps its numbers exact.
 *
 * @throws SyntaxError, without the piece of the text that V8 has in its message: it may be part of a secret
 */
export function parseExactJson(text: string): Json {
  let reason: string;
  try {
    return (JSON.parse as Parse)(text, (_, value, { source }) =>
      typeof value === 'number' && source !== undefined ? exactNumber(value, source) : value,
    ) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    reason = error.message;
  }
  throw new SyntaxError(
    reason.replace(/, (?:\.{3})?".*"(?:\.{3})? is not valid JSON$/s, ' in JSON'),
  );
}

function exactNumber(value: number, source: string): number | bigint | string {
  if (Number.isSafeInteger(value)) return value;
  if (/^-?\d+$/.test(source)) return BigInt(source);
  return Number.isFinite(value) ? value : source;
}
