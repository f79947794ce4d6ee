/** By the number of digits, the least number that has one more; a single digit is as much as none. */
const powersOfTen = Float64Array.from({ length: 10 }, (_, digits) =>
  digits > 0 ? 10 ** digits : 0,
);

/** Digits of a whole number from 0 up that is exact as a double. */
function digitsOf(whole: number): number {
  if (whole >= 1e9) return 9 + digitsOf(Math.floor(whole / 1e9));
  // From the number of bits, by the logarithm of 2 (1233 / 4096). Compared with one power after the other, V8 would
  // throw code away whenever a number of digits comes for the first time.
  const digits = ((32 - Math.clz32(whole)) * 1233) >> 12;
  return whole < (powersOfTen[digits] as number) ? digits : digits + 1;
}

/** How many characters a value has, where that is known without making its text; else 0. */
export function lengthOfWhole(value: number): number {
  if (!Number.isSafeInteger(value)) return 0;
  return value < 0 ? digitsOf(-value) + 1 : digitsOf(value);
}

/** Writes a whole number of at most 2^53 so that it ends before `end`, in as many bytes as `lengthOfWhole` says. */
export function writeWhole(bytes: Uint8Array, end: number, value: number): void {
  let rest = Math.abs(value);
  let at = end;
  while (rest >= 1e9) {
    const high = Math.floor(rest / 1e9);
    at = writeDigits(bytes, at, rest - high * 1e9, at - 9);
    rest = high;
  }
  at = writeDigits(bytes, at, rest, at - digitsOf(rest));
  if (value < 0) bytes[at - 1] = 0x2d;
}

/** Writes digits backwards from `end` to `start`, with zeros in front. Returns `start`. */
function writeDigits(bytes: Uint8Array, end: number, small: number, start: number): number {
  let rest = small | 0;
  for (let at = end - 1; at >= start; at--) {
    const tenth = (rest / 10) | 0;
    bytes[at] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return start;
}

/** Writes a text of ASCII characters. */
export function writeAscii(bytes: Uint8Array, start: number, text: string): void {
  for (let at = 0; at < text.length; at++) bytes[start + at] = text.charCodeAt(at);
}
