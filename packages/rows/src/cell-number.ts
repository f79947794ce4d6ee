import type { Cell } from './row.ts';

/** Sign, whole part, fraction, exponent. */
const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const infinity = /^([+-]?)inf(?:inity)?$/i;

/**
 * A cell as a sample: dates are seconds of Unix time, booleans 1 and 0, text is read as a decimal, `NaN` or `Infinity`.
 * `undefined` where it is no number that a double comes near to; binary never is.
 */
export function numberOf(cell: Exclude<Cell, null>): number | undefined {
  switch (typeof cell) {
    case 'number':
      return cell;
    case 'boolean':
      return cell ? 1 : 0;
    case 'bigint':
      return finite(Number(cell));
    case 'string':
      return numberOfText(cell.trim());
    default:
      return cell instanceof Date ? finite(cell.getTime() / 1000) : undefined;
  }
}

function numberOfText(text: string): number | undefined {
  const match = decimal.exec(text);
  if (match !== null) {
    const [, , whole = '', fraction = ''] = match;
    return whole + fraction === '' ? undefined : finite(Number(text));
  }
  const [, sign] = infinity.exec(text) ?? [];
  if (sign !== undefined) return sign === '-' ? -Infinity : Infinity;
  return text.toLowerCase() === 'nan' ? NaN : undefined;
}

/** A finite number that a double is too small for would become infinite. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** What every decimal of this many digits survives. */
const safeDigits = 15;
/** Up to so many digits behind the point a number was counted, such as money; more come of a division. */
const countedDigits = 6;

/**
 * Whether a double is the number that a cell holds. Fractions are the nearest double, which is how every reader of
 * decimals takes them: they are not exact where a digit changes that the source means to have, so where there are at
 * most six digits behind the point, or the double has no room for a fraction at all.
 */
export function isExact(cell: Exclude<Cell, null>, value: number): boolean {
  if (typeof cell === 'bigint') return Number.isSafeInteger(value) || BigInt(value) === cell;
  if (typeof cell !== 'string') return true;
  const [, sign = '', whole = '', trailing = '', exponent] = decimal.exec(cell.trim()) ?? [];
  if (exponent !== undefined) return true;
  const fraction = trailing.replace(/0+$/, '');
  if (whole.length + fraction.length <= safeDigits) return true;
  if (fraction === '') return BigInt(Math.abs(value)) === BigInt(whole);
  if (fraction.length > countedDigits) return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  const digits = `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '')}.${fraction}`;
  return value.toFixed(fraction.length) === digits;
}
