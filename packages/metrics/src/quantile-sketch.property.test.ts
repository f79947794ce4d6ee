import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantileSketch, smallestError } from './quantile-sketch.ts';

const quantiles = [0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1];

/** A number by its power of ten, so that small and large ones come as often; none is subnormal. */
const spread = (powers: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.double({ min: -powers, max: powers, noNaN: true }), fc.constantFrom(1, 1, -1))
    .map(([power, sign]) => sign * 10 ** power);
const special = fc.constantFrom(0, -0, Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, 1);
const observation = (powers: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(
    fc.oneof(
      { weight: 8, arbitrary: spread(powers) },
      { weight: 2, arbitrary: fc.integer({ min: -20, max: 20 }) },
      { weight: 1, arbitrary: special },
    ),
    fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 50 })),
  );

/** The exact quantiles of the same observations. */
function exact(observations: readonly (readonly [number, number])[]): number[] {
  const all = observations.flatMap(([value, count]) => Array.from({ length: count }, () => value));
  all.sort((a, b) => a - b);
  return quantiles.map((quantile) => {
    const rank = Math.max(Math.ceil(quantile * all.length), 1);
    return all[rank - 1] as number;
  });
}

/** Whether an estimate is as near as promised; the logarithm adds a rounding error of its own. */
function expectNear(estimates: readonly number[], values: readonly number[], error: number): void {
  for (const [at, value] of values.entries()) {
    const estimate = estimates[at] as number;
    if (value === 0 || !Number.isFinite(value)) expect(estimate).toBe(value + 0);
    else {
      const off = Math.abs(estimate / value - 1);
      expect([value, estimate, off <= error + 1e-11]).toEqual([value, estimate, true]);
    }
  }
}

describe('the quantiles of a sketch', () => {
  it('are within the relative error that was asked for, whatever the sign and size', () => {
    fc.assert(
      fc.property(
        fc.array(observation(300), { minLength: 1, maxLength: 120, size: 'max' }),
        fc.constantFrom(0.0001, 0.001, 0.01, 0.05, 0.3, 0.9),
        (observations, error) => {
          const sketch = new QuantileSketch(error);
          for (const [value, count] of observations) sketch.observe(value, count);
          expect(sketch.relativeError).toBe(error);
          expectNear(sketch.quantiles(quantiles), exact(observations), error);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('are the same when parts are merged as when one sketch has seen all', () => {
    const part = fc.array(observation(20), { maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const merged = new QuantileSketch(0.01);
        const whole = new QuantileSketch(0.01);
        for (const observations of parts) {
          const sketch = new QuantileSketch(0.01);
          for (const [value, count] of observations) {
            sketch.observe(value, count);
            whole.observe(value, count);
          }
          merged.merge(sketch);
        }
        expect(merged.count).toBe(whole.count);
        expect(merged.quantiles(quantiles)).toEqual(whole.quantiles(quantiles));
      }),
      { numRuns: 500 },
    );
  });

  it('stay within the error that the sketch tells, where values are so far apart that it has to give up resolution', () => {
    const wide = fc.array(observation(300), { minLength: 1, maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(wide, wide, fc.constantFrom(0.0001, 0.001, 0.004), (more, others, error) => {
        // 3,000 values over 600 powers of ten: too many buckets for any of these errors.
        const ladder = Array.from({ length: 3000 }, (_, at): [number, number] => [
          10 ** (at / 5 - 300),
          1,
        ]);
        const coarse = new QuantileSketch(error);
        for (const [value, count] of [...ladder, ...more]) coarse.observe(value, count);
        expect(coarse.relativeError).toBeGreaterThan(error);
        expect(coarse.relativeError).toBeLessThan(0.5);
        expectNear(coarse.quantiles(quantiles), exact([...ladder, ...more]), coarse.relativeError);

        // A fine sketch merged into a coarse one, and the other way round.
        const fine = new QuantileSketch(error);
        for (const [value, count] of others) fine.observe(value, count);
        const merged = new QuantileSketch(error);
        merged.merge(fine);
        merged.merge(coarse);
        coarse.merge(fine);
        const expected = exact([...ladder, ...more, ...others]);
        for (const sketch of [merged, coarse]) {
          expect(sketch.count).toBe(3000 + total(more) + total(others));
          expectNear(sketch.quantiles(quantiles), expected, sketch.relativeError);
        }
      }),
      { numRuns: 50 },
    );
  });
});

const total = (observations: readonly (readonly [number, number])[]): number =>
  observations.reduce((sum, [, count]) => sum + count, 0);

describe('QuantileSketch', () => {
  it('gives NaN where nothing was observed, also after clear', () => {
    const sketch = new QuantileSketch(0.01);
    expect(sketch.quantiles([0, 0.5, 1])).toEqual([NaN, NaN, NaN]);
    sketch.observe(5, 3);
    sketch.observe(-5, 3);
    sketch.observe(0, 3);
    sketch.observe(Infinity, 1);
    sketch.observe(-Infinity, 1);
    sketch.clear();
    expect(sketch.count).toBe(0);
    expect(sketch.quantiles([0, 0.5, 1])).toEqual([NaN, NaN, NaN]);
  });

  it('has its resolution again after clear', () => {
    const sketch = new QuantileSketch(0.0001);
    for (let power = -300; power < 300; power += 0.1) sketch.observe(10 ** power, 1);
    expect(sketch.relativeError).toBeGreaterThan(0.0001);
    sketch.clear();
    sketch.observe(7, 1);
    expect(sketch.relativeError).toBe(0.0001);
    expectNear(sketch.quantiles([1]), [7], 0.0001);
  });

  it('keeps 1% over 17 powers of ten', () => {
    const sketch = new QuantileSketch(0.01);
    for (let power = -8.5; power < 8.5; power += 0.001) sketch.observe(10 ** power, 1);
    expect(sketch.relativeError).toBe(0.01);
  });

  it('has no quantile of Infinity or 0 for the largest and the smallest double', () => {
    for (const error of [smallestError, 0.01, 0.5, 0.6, 0.99]) {
      const sketch = new QuantileSketch(error);
      sketch.observe(Number.MIN_VALUE, 1);
      sketch.observe(Number.MAX_VALUE, 1);
      const [least = NaN, most = NaN] = sketch.quantiles([0, 1]);
      expect(least).toBeGreaterThan(0);
      expect(least).toBeLessThan(2 ** -1060);
      expect(most).toBeLessThan(Infinity);
      expectNear([most], [Number.MAX_VALUE], error);
    }
  });
});
