const zero = 0x30;
const blank = 0x20;

/** So many digits are added up without rounding. */
const exactDigits = 15;

/** Where the next character stands that is no blank. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= blank) at++;
  return at;
}

/**
 * The decimal that the kernel wrote at a place, up to the next blank; `undefined` for `unlimited`, and for what is no
 * number. By character codes: cutting the texts apart costs several times as much.
 */
export function numberAt(text: string, from: number): number | undefined {
  let value = 0;
  let at = from;
  for (; ; at++) {
    const digit = text.charCodeAt(at) - zero;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
  }
  if (at === from || text.charCodeAt(at) > blank) return undefined;
  return at - from > exactDigits ? Number(text.slice(from, at)) : value;
}

/** The number that stands, after blanks, behind a word that begins a line other than the first. */
export function numberOfLine(text: string, word: string): number | undefined {
  const at = text.indexOf(`\n${word}`);
  return at < 0 ? undefined : numberAt(text, skipBlanks(text, at + 1 + word.length));
}
