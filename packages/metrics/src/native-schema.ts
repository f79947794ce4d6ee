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
const bits = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** Upper bounds of the buckets of one power of two, for each schema above 0: 2^(i / 2^schema - 1), from 0.5 up. */
const boundsInPower: readonly Float64Array[] = /* @__PURE__ */ allBounds();

/**
 * The index of the bucket that holds `value`, a number above 0: bucket `i` covers
 * (2^((i-1) · 2^-schema), 2^(i · 2^-schema)]. Infinity is in the bucket above that of the largest double.
 *
 * @see Prometheus "Native Histograms" specification, "Schema" and "Special cases"
 */
export function bucketKey(value: number, schema: number): number {
  if (value === Infinity) return bucketKey(Number.MAX_VALUE, schema) + 1;
  bits.setFloat64(0, value);
  let head = bits.getUint32(0);
  let scaled = 0;
  if (head < 1 << 20) {
    // A subnormal number; scaled up by 2^54 it is a normal one.
    bits.setFloat64(0, value * 2 ** 54);
    head = bits.getUint32(0);
    scaled = 54;
  }
  // value = fraction · 2^exponent, with 0.5 <= fraction < 1; the sign is 0.
  const exponent = (head >>> 20) - 1022 - scaled;
  bits.setUint32(0, (head & 0xfffff) | (1022 << 20));
  const fraction = bits.getFloat64(0);
  if (schema > 0) {
    const bounds = boundsInPower[schema] as Float64Array;
    return firstNotBelow(bounds, fraction) + (exponent - 1) * bounds.length;
  }
  const key = fraction === 0.5 ? exponent - 1 : exponent;
  // Divided by 2^-schema and rounded up.
  return (key + (1 << -schema) - 1) >> -schema;
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
