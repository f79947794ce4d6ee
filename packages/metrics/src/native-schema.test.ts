import { MetricError } from '@telltale/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketKey, coarsestSchema, finestSchema, schemaOf, upperBound } from './native-schema.ts';

const schemas = Array.from(
  { length: finestSchema - coarsestSchema + 1 },
  (_, index) => coarsestSchema + index,
);

const bits = new DataView(new ArrayBuffer(8));
const step = (value: number, by: bigint): number => {
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + by);
  return bits.getFloat64(0);
};
/** The next double above a number above 0, and the one below. */
const above = (value: number): number => step(value, 1n);
const below = (value: number): number => step(value, -1n);

const precision = 256n;

function squareRoot(square: bigint): bigint {
  let root = 1n << BigInt((square.toString(2).length + 2) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** 2^(1/2), 2^(1/4), … 2^(1/256), times 2^256. */
const roots: bigint[] = [];
for (let root = 2n << precision; roots.length < finestSchema;) {
  root = squareRoot(root << precision);
  roots.push(root);
}

/** 2^(numerator/256), times 2^256, for a numerator from 0 to 255; off by less than 2^-240. */
const powers = Array.from({ length: 256 }, (_, numerator) =>
  roots.reduce(
    (power, root, at) => ((numerator >> (7 - at)) & 1 ? (power * root) >> precision : power),
    1n << precision,
  ),
);

/** The double that is nearest to 2^(numerator/256). */
const nearest = powers.map((power) => {
  const dropped = precision - 52n;
  return Number((power + (1n << (dropped - 1n))) >> dropped) / 2 ** 52;
});

/** 2 to a whole power, right down to the smallest double. */
const powerOfTwo = (exponent: number): number => 2 ** exponent;

describe('schemaOf', () => {
  it.each([
    [1.00001, 8],
    [1.002, 8],
    [1.005, 8],
    [1.01, 7],
    [1.02, 6],
    [1.05, 4],
    [1.1, 3],
    [1.2, 2],
    [1.5, 1],
    [Math.SQRT2, 1],
    [1.99, 1],
    [2, 0],
    [3.9, 0],
    [4, -1],
    [16, -2],
    [255, -2],
    [256, -3],
    [65_535, -3],
    [65_536, -4],
    [1e300, -4],
    [Infinity, -4],
  ])('gives the factor %d the schema %d', (factor, schema) => {
    expect(schemaOf('m', factor)).toBe(schema);
  });

  it('gives a schema whose buckets grow by no more than the factor, and no finer one than it takes', () => {
    const growth = (schema: number): number => 2 ** (2 ** -schema);
    fc.assert(
      fc.property(fc.double({ min: 1.003, max: 70_000, noNaN: true }), (factor) => {
        const schema = schemaOf('m', factor);
        expect(growth(schema)).toBeLessThanOrEqual(factor * (1 + 1e-12));
        const coarser = schema - 1;
        if (coarser >= coarsestSchema) expect(growth(coarser)).toBeGreaterThan(factor);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [1, '1'],
    [0.5, '0.5'],
    [-2, '-2'],
    [NaN, 'NaN'],
    ['1.1', '"1.1"'],
    [null, 'null'],
  ])('refuses %o', (factor, got) => {
    expect(() => schemaOf('m', factor as number)).toThrow(
      new MetricError(
        'INVALID_OPTION',
        `m: native.factor is ${got}, expected a number above 1, such as 1.1.`,
        { metric: 'm' },
      ),
    );
  });
});

describe.each(schemas.filter((schema) => schema > 0))('bucketKey of schema %d', (schema) => {
  const perPower = 2 ** schema;

  it('is right at each boundary and at the doubles next to it, in powers of two from end to end', () => {
    for (const exponent of [-1022, -1021, -128, -1, 0, 1, 127, 1022, 1023]) {
      for (let part = 0; part < perPower; part++) {
        const key = exponent * perPower + part;
        const bound = (nearest[(part * 256) / perPower] as number) * powerOfTwo(exponent);
        expect([exponent, part, bucketKey(bound, schema)]).toEqual([exponent, part, key]);
        expect(bucketKey(above(bound), schema)).toBe(key + 1);
        expect(bucketKey(below(bound), schema)).toBe(key);
        expect(upperBound(key, schema)).toBe(bound);
      }
    }
  });
});

describe.each(schemas.filter((schema) => schema <= 0))('bucketKey of schema %d', (schema) => {
  const powersPerBucket = 2 ** -schema;

  it('is right at each boundary and at the doubles next to it', () => {
    const first = Math.ceil(-1074 / powersPerBucket);
    for (let key = first; key * powersPerBucket <= 1023; key++) {
      const bound = powerOfTwo(key * powersPerBucket);
      expect(bucketKey(bound, schema)).toBe(key);
      expect(bucketKey(above(bound), schema)).toBe(key + 1);
      // Between the two smallest doubles there is a boundary each.
      if (bound > 2 ** -1073) expect(bucketKey(below(bound), schema)).toBe(key);
      expect(upperBound(key, schema)).toBe(bound);
    }
  });
});

describe.each(schemas)('bucketKey of schema %d, at both ends', (schema) => {
  const perPower = 2 ** schema;

  it('is right for subnormal numbers', () => {
    for (let exponent = -1074; exponent < -1022; exponent++) {
      const key = Math.ceil(exponent * perPower);
      expect(bucketKey(powerOfTwo(exponent), schema)).toBe(key + 0);
    }
    // 3 · 2^-1074 lies at 2^(log2(3) - 1074).
    const three = Math.ceil((Math.log2(3) - 1074) * perPower);
    expect(bucketKey(3 * Number.MIN_VALUE, schema)).toBe(three + 0);
  });

  it('has the largest double in the bucket up to 2^1024, and Infinity in the one above', () => {
    const last = 1024 * perPower;
    expect(bucketKey(Number.MAX_VALUE, schema)).toBe(last);
    expect(bucketKey(Infinity, schema)).toBe(last + 1);
    expect(upperBound(last, schema)).toBe(Number.MAX_VALUE);
    expect(upperBound(last + 1, schema)).toBe(Infinity);
  });

  it('never has a number above the bound of its bucket, nor within that of the one before', () => {
    const number = fc.double({
      min: Number.MIN_VALUE,
      max: Number.MAX_VALUE,
      noNaN: true,
      noDefaultInfinity: true,
    });
    fc.assert(
      fc.property(number, (value) => {
        const key = bucketKey(value, schema);
        expect(value).toBeLessThanOrEqual(upperBound(key, schema));
        // Among subnormal numbers several bounds are drawn to one double.
        if (value >= 2 ** -1022) expect(value).toBeGreaterThan(upperBound(key - 1, schema));
      }),
      { numRuns: 1000 },
    );
  });

  it('is that of the next coarser schema, halved and rounded up', () => {
    if (schema === coarsestSchema) {
      expect(bucketKey(1, schema)).toBe(0);
      return;
    }
    const number = fc.oneof(
      fc.double({ min: Number.MIN_VALUE, noNaN: true }),
      fc.double({ min: 0.001, max: 1000, noNaN: true }),
      fc.constantFrom(1, 2, 0.5, Infinity, Number.MAX_VALUE, Number.MIN_VALUE),
    );
    fc.assert(
      fc.property(number, (value) => {
        expect(bucketKey(value, schema - 1)).toBe(Math.ceil(bucketKey(value, schema) / 2) + 0);
      }),
      { numRuns: 1000 },
    );
  });
});
