const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinite = /^([+-]?)inf(?:inity)?$/i;
const notANumber = /^nan$/i;

const plus = 43;
const minus = 45;
const point = 46;
const zero = 48;
const lowerE = 101;
/** What tells the code of an upper-case letter from that of the lower-case one. */
const lowerCase = 32;

/** Those that are exact as doubles. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

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
 * Most numbers, in a small part of the time. One whose digits are a whole number below 2^53 is that number times or
 * divided by a power of ten; where that is a double too, the result is rounded once and so is the nearest double.
 * `undefined`: it is not such a number, or none at all.
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
  const length = at - first - (pointAt < 0 ? 0 : 1);
  if (length === 0) return undefined;
  const exponent = at < end ? parseExponent(text, at, end) : 0;
  if (exponent === undefined) return undefined;
  const power = exponent - (pointAt < 0 ? 0 : at - pointAt - 1);
  const scale = powersOfTen[Math.abs(power)];
  if (scale === undefined) return undefined;
  if (digits > Number.MAX_SAFE_INTEGER) return finite(Number(text.slice(start, end)));
  const size = power < 0 ? digits / scale : digits * scale;
  return sign === minus ? -size : size;
}

/** An exponent of one or two digits, the `e` before it included. */
function parseExponent(text: string, start: number, end: number): number | undefined {
  if ((text.charCodeAt(start) | lowerCase) !== lowerE) return undefined;
  const sign = text.charCodeAt(start + 1);
  const first = sign === minus || sign === plus ? start + 2 : start + 1;
  if (end - first < 1 || end - first > 2) return undefined;
  let exponent = 0;
  for (let at = first; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < zero || code > zero + 9) return undefined;
    exponent = exponent * 10 + (code - zero);
  }
  return sign === minus ? -exponent : exponent;
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
