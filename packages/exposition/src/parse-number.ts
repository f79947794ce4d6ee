const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinite = /^([+-]?)inf(?:inity)?$/i;
const notANumber = /^nan$/i;

const plus = 43;
const minus = 45;
const point = 46;
const zero = 48;

/** Those that are exact as doubles. */
const powersOfTen = Array.from({ length: 23 }, (_, power) => 10 ** power);

/** Reads the number that a part of a text is, the whole of it by default. `undefined`: it is none. */
export type NumberReader = (text: string, start?: number, end?: number) => number | undefined;

/**
 * A sample value, as Prometheus reads it: decimal, without the hexadecimals and underscores of Go. `undefined`: it is
 * none, or is too large for a double.
 *
 * @see OpenMetrics 1.0, "Text format", realnumber; Go's strconv.ParseFloat
 */
export function parseNumber(text: string, start = 0, end = text.length): number | undefined {
  return parseDecimal(text, start, end) ?? parseAnyNumber(text.slice(start, end));
}

/** A timestamp of OpenMetrics in seconds: any finite number. */
export function parseSeconds(text: string, start = 0, end = text.length): number | undefined {
  const value = parseNumber(text, start, end);
  return value === undefined ? undefined : finite(value);
}

/** A timestamp of text 0.0.4 in milliseconds: an int64. */
export function parseMilliseconds(text: string, start = 0, end = text.length): number | undefined {
  const digits = text.slice(start, end);
  if (/^\d{1,15}$/.test(digits)) return Number(digits);
  if (!/^[+-]?\d{1,40}$/.test(digits)) return undefined;
  const value = BigInt(digits.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}

/**
 * Numbers without an exponent, in a small part of the time. One whose digits are a whole number below 2^53 is that
 * number divided by a power of ten; where that is a double too, the result is rounded once and so is the nearest
 * double. `undefined`: it is not such a number, or none at all.
 */
function parseDecimal(text: string, start: number, end: number): number | undefined {
  const sign = text.charCodeAt(start);
  let at = sign === minus || sign === plus ? start + 1 : start;
  const first = at;
  let pointAt = -1;
  let digits = 0;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= zero && code <= zero + 9) digits = digits * 10 + (code - zero);
    else if (code === point && pointAt < 0) pointAt = at;
    else break;
  }
  const hasDigits = at - first > (pointAt < 0 ? 0 : 1);
  if (at < end || !hasDigits) return undefined;
  const divisor = pointAt < 0 ? 1 : powersOfTen[at - pointAt - 1];
  if (divisor === undefined || digits > Number.MAX_SAFE_INTEGER) {
    return finite(Number(text.slice(start, end)));
  }
  const size = digits / divisor;
  return sign === minus ? -size : size;
}

function parseAnyNumber(text: string): number | undefined {
  if (decimal.test(text)) return finite(Number(text));
  const sign = infinite.exec(text);
  if (sign !== null) return sign[1] === '-' ? -Infinity : Infinity;
  return notANumber.test(text) ? NaN : undefined;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
