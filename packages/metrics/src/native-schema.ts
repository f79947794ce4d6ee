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

/** Upper bounds of the buckets of one power of two, for each schema above 0: 2^(i / 2^schema - 1), from 0.5 up. */
const boundsInPower: readonly Float64Array[] = /* @__PURE__ */ allBounds();

/**
 * For each schema how many bounds lie below each of equal parts of a power of two, of which there are four a bucket:
 * with so many no more than one bound lies within a part, so that one comparison is left. Made when first needed.
 */
const boundsBefore: Uint16Array[] = [];

/**
 * The index of the bucket that holds `value`, a number above 0: bucket `i` covers
 * (2^((i-1) · 2^-schema), 2^(i · 2^-schema)]. Infinity is in the bucket above that of the largest double.
 *
 * @see Prometheus "Native Histograms" specification, "Schema" and "Special cases"
 */
export function bucketKey(value: number, schema: number): number {
  if (value === Infinity) return bucketKey(Number.MAX_VALUE, schema) + 1;
  double[0] = value;
  let high = words[head] as number;
  let scaled = 0;
  if (high < 1 << 20) {
    // A subnormal number; scaled up by 2^54 it is a normal one.
    double[0] = value * 2 ** 54;
    high = words[head] as number;
    scaled = 54;
  }
  // value = fraction · 2^exponent, with 0.5 <= fraction < 1; the sign is 0.
  const exponent = (high >>> 20) - 1022 - scaled;
  if (schema > 0) {
    const bounds = boundsInPower[schema] as Float64Array;
    const before = (boundsBefore[schema] ??= countBounds(bounds));
    let index = before[(high & 0xfffff) >>> (18 - schema)] as number;
    const fraction = fractionOf(high);
    while (index < bounds.length && (bounds[index] as number) < fraction) index++;
    return index + (exponent - 1) * bounds.length;
  }
  const key = fractionOf(high) === 0.5 ? exponent - 1 : exponent;
  // Divided by 2^-schema and rounded up.
  return (key + (1 << -schema) - 1) >> -schema;
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

function countBounds(bounds: Float64Array): Uint16Array {
  const parts = bounds.length * 4;
  return Uint16Array.from({ length: parts }, (_, part) =>
    firstNotBelow(bounds, 0.5 + part / (2 * parts)),
  );
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

/** The number of bounds that lie below `fraction`, which is where it would be put in. */
function firstNotBelow(bounds: Float64Array, fraction: number): number {
  let low = 0;
  let end = bounds.length;
  while (low < end) {
    const middle = (low + end) >>> 1;
    if ((bounds[middle] as number) < fraction) low = middle + 1;
    else end = middle;
  }
  return low;
}
