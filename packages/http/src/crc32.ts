/**
 * The CRC-32 of gzip takes bytes for a polynomial over the integers modulo 2, and is its remainder by this one. Such
 * polynomials are written in 32 bits, the highest of which is the coefficient of x^0, the lowest that of x^31.
 *
 * @see RFC 1952, section 8, "Appendix: Sample CRC Code"
 */
const polynomial = 0xedb88320;
const one = 1 << 31;
/** A byte moves all that stands before it on by eight powers. */
const xToTheEighth = one >>> 8;

/**
 * What `length` bytes do to the CRC-32 of what stands before them: the remainder of x^(8 · length). Worked out once
 * for a block, it makes `combineCrc32` independent of the block's length.
 */
export function crc32Shift(length: number): number {
  let shift = one;
  let power = xToTheEighth;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = multiply(shift, power);
    power = multiply(power, power);
  }
  return shift >>> 0;
}

/** The CRC-32 of two pieces in a row, from theirs and the shift of the second one. */
export function combineCrc32(first: number, second: number, shiftOfSecond: number): number {
  // What a CRC begins and ends with, the inversion of all bits, cancels itself out here.
  return (multiply(first, shiftOfSecond) ^ second) >>> 0;
}

/** The remainder of the product. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  // The sign is the highest bit.
  for (let rest = a | 0; rest !== 0; rest <<= 1) {
    if (rest < 0) product ^= shifted;
    // Times x; where that comes to x^32, less the polynomial.
    shifted = (shifted >>> 1) ^ ((shifted & 1) * polynomial);
  }
  return product;
}
