const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinite = /^([+-]?)inf(?:inity)?$/i;
const notANumber = /^nan$/i;

/**
 * A sample value, as Prometheus reads it: decimal, without the hexadecimals and underscores of Go. `undefined`: it is
 * none, or is too large for a double.
 *
 * @see OpenMetrics 1.0, "Text format", realnumber; Go's strconv.ParseFloat
 */
export function parseNumber(text: string): number | undefined {
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const sign = infinite.exec(text);
  if (sign !== null) return sign[1] === '-' ? -Infinity : Infinity;
  return notANumber.test(text) ? NaN : undefined;
}

/** A timestamp of OpenMetrics in seconds: any finite number. */
export function parseSeconds(text: string): number | undefined {
  const value = parseNumber(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A timestamp of text 0.0.4 in milliseconds: an int64. */
export function parseMilliseconds(text: string): number | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}
