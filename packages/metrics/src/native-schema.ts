import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** Coarsest and finest resolution of a native histogram: each step up doubles the buckets. */
export const coarsestSchema = -4;
export const finestSchema = 8;

/**
 * The coarsest schema whose buckets grow by no more than `factor`.
 *
 * @throws INVALID_OPTION if the factor is not above 1
 * @see Prometheus "Native Histograms" specification, "Schema"
 */
export function schemaOf(metric: string, factor: number): number {
  if (!(typeof factor === 'number' && factor > 1)) {
    throw new MetricError(
      'INVALID_OPTION',
      `${metric}: native.factor is ${describeValue(factor)}, expected a number above 1, such as 1.1.`,
      { metric },
    );
  }
  // Not a minus sign, which would make -0 of 0.
  const schema = 0 - Math.floor(Math.log2(Math.log2(factor)));
  return Math.min(Math.max(schema, coarsestSchema), finestSchema);
}

// Marked as pure, so that a program without native histograms is bundled without them.
const memory = /* @__PURE__ */ new ArrayBuffer(8);
const double = /* @__PURE__ */ new Float64Array(memory);
const words = /* @__PURE__ */ new Uint32Array(memory);
/** Which of the words has the sign and the exponent: the second one but on few machines. */
const head = /* @__PURE__ */ headOfOne();

/** Upper bounds of the buckets of one power of two, for each schema from 0 up: 2^(i / 2^schema - 1), from 0.5 up. */
const boundsInPower: readonly Float64Array[] = /* @__PURE__ */ allBounds();

/** What is added to exponents so that none is below 0. */
const bias = 1023;

/**
 * For each schema from 0 up two numbers for each of equal parts of a power of two: the key of the bucket that the part
 * begins in, without what the exponent adds, and the first 20 bits behind the point of the bound of that bucket. There
 * are two parts a bucket, so that no more than one bound lies within a part and one comparison is left.
 */
const boundsByPart: readonly Int32Array[] = /* @__PURE__ */ allParts();

/**
 * The index of the bucket that holds `value`, a number above 0: bucket `i` covers
 * (2^((i-1) · 2^-schema), 2^(i · 2^-schema)]. Infinity is in the bucket above that of the largest double.
 *
 * @see Prometheus "Native Histograms" specification, "Schema" and "Special cases"
 */
export function bucketKey(value: number, schema: number): number {
  double[0] = value;
  const high = words[head] as number;
  // The sign is 0. An exponent of all zeros is that of a subnormal number, one of all ones that of Infinity.
  const exponent = high >>> 20;
  if (schema < 0 || exponent === 0 || exponent === 2047) return rareKey(value, schema);
  const first = (high << 12) >>> 12;
  const parts = boundsByPart[schema] as Int32Array;
  const at = (first >>> (19 - schema)) << 1;
  const key = (exponent << schema) + (parts[at] as number);
  const below = (parts[at + 1] as number) - first;
  // The sign of the difference, as a branch would often be foreseen wrongly.
  return key + (below === 0 ? isAboveBound(high, key, schema) : below >>> 31);
}

/** {@link bucketKey} of numbers at both ends of what a double holds, and of schemas below 0. */
function rareKey(value: number, schema: number): number {
  // Divided by 2^-schema and rounded up.
  if (schema < 0) return (bucketKey(value, 0) + (1 << -schema) - 1) >> -schema;
  if (value === Infinity) return bucketKey(Number.MAX_VALUE, schema) + 1;
  // A subnormal number; scaled up by 2^54 it is a normal one.
  return bucketKey(value * 2 ** 54, schema) - (54 << schema);
}

/** 1 if the number in `double` is above the bound of a bucket with which it has the first bits in common, else 0. */
function isAboveBound(high: number, key: number, schema: number): number {
  const bounds = boundsInPower[schema] as Float64Array;
  // A bound that begins a power stands first in it, and belongs to the bucket below.
  return fractionOf(high) > (bounds[key & (bounds.length - 1)] as number) ? 1 : 0;
}

function allParts(): Int32Array[] {
  return boundsInPower.map((bounds) => {
    const parts = new Int32Array(bounds.length * 4);
    let index = 0;
    for (let at = 0; at < parts.length; at += 2) {
      // Behind the last bound comes the one that begins the next power.
      while ((bounds[index] ?? 1) < 0.5 + at / (2 * parts.length)) index++;
      parts[at] = index - bias * bounds.length;
      parts[at + 1] = ((bounds[index] ?? 1) * 2 - 1) * 2 ** 20;
    }
    return parts;
  });
}

/** The number that stands in `double`, brought to 0.5 or above it and below 1. `high`: its word with the exponent. */
function fractionOf(high: number): number {
  words[head] = (high & 0xfffff) | (1022 << 20);
  return double[0] as number;
}

function headOfOne(): number {
  double[0] = 1;
  return words[0] === 0 ? 1 : 0;
}

/** The largest number in a bucket: its upper bound, drawn down to the largest double where it lies above it. */
export function upperBound(key: number, schema: number): number {
  const bound = exactBound(key, schema);
  return bound === Infinity && key <= bucketKey(Number.MAX_VALUE, schema)
    ? Number.MAX_VALUE
    : bound;
}

function exactBound(key: number, schema: number): number {
  if (schema <= 0) return 2 ** (key * 2 ** -schema);
  // From the same numbers as the keys, so that what is in a bucket is never above its bound.
  const bounds = boundsInPower[schema] as Float64Array;
  const power = Math.floor(key / bounds.length);
  return 2 * (bounds[key - power * bounds.length] as number) * 2 ** power;
}

/**
 * The bounds as the doubles that are nearest to them. Worked out in whole numbers: `2 ** x` is off by a bit for some
 * fractions, and not for the same ones in each version of V8, but which bucket a value is in must not depend on that.
 */
function allBounds(): Float64Array[] {
  const precision = 128n;
  const one = 1n << precision;
  // 2^(i/256), times 2^128: doubled at each step, from 2^(1/256), 2^(1/128), … 2^(1/2).
  const powers = [one];
  for (let root = squareRoot((2n * one) << precision), step = 128; step >= 1; step /= 2) {
    for (let index = 0; index < 256; index += 2 * step) {
      powers[index + step] = ((powers[index] as bigint) * root) >> precision;
    }
    root = squareRoot(root << precision);
  }
  return Array.from({ length: finestSchema + 1 }, (_, schema) =>
    Float64Array.from(
      { length: 2 ** schema },
      (__, index) => Number(powers[index * 2 ** (finestSchema - schema)]) / 2 ** 129,
    ),
  );
}

/** The square root, rounded down, by Newton's method. */
function squareRoot(square: bigint): bigint {
  let root = square;
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
