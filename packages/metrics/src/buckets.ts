import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** Upper bounds in seconds that suit the latency of a network service: 5 ms to 10 s. */
export const defaultBuckets: readonly number[] = /* @__PURE__ */ Object.freeze([
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]);

/**
 * `count` bounds from `start` up, `width` apart.
 *
 * @throws INVALID_OPTION if `count` is not a whole number from 1 up, or `width` is not above 0
 */
export function linearBuckets(start: number, width: number, count: number): number[] {
  checkCount(count);
  if (!Number.isFinite(start) || !(width > 0 && width < Infinity)) {
    throw new MetricError(
      'INVALID_OPTION',
      `linearBuckets: start ${describeValue(start)} and width ${describeValue(width)}, ` +
        'expected a finite start and a width above 0.',
    );
  }
  return Array.from({ length: count }, (_, index) => start + index * width);
}

/**
 * `count` bounds, the first `start`, each next one `factor` times the one before.
 *
 * @throws INVALID_OPTION if `count` is not a whole number from 1 up, `start` not above 0 or `factor` not above 1
 */
export function exponentialBuckets(start: number, factor: number, count: number): number[] {
  checkCount(count);
  if (!(start > 0 && start < Infinity) || !(factor > 1 && factor < Infinity)) {
    throw new MetricError(
      'INVALID_OPTION',
      `exponentialBuckets: start ${describeValue(start)} and factor ${describeValue(factor)}, ` +
        'expected a start above 0 and a factor above 1.',
    );
  }
  return Array.from({ length: count }, (_, index) => start * factor ** index);
}

function checkCount(count: number): void {
  if (Number.isSafeInteger(count) && count >= 1) return;
  throw new MetricError(
    'INVALID_OPTION',
    `buckets: a count of ${describeValue(count)}, expected a whole number from 1 up.`,
  );
}

/** The finite upper bounds of a histogram: ascending, without the `Infinity` that each has anyway. */
export function resolveBuckets(metric: string, buckets: readonly number[]): readonly number[] {
  const given: readonly unknown[] = buckets;
  const fail = (what: string): never => {
    throw new MetricError('INVALID_OPTION', `${metric}: buckets ${what}.`, { metric });
  };
  if (!Array.isArray(given)) fail(`is ${describeValue(given)}, expected an array of upper bounds`);
  const bounds: number[] = [];
  for (const bound of given) {
    if (typeof bound !== 'number' || Number.isNaN(bound) || bound === -Infinity) {
      fail(`holds ${describeValue(bound)}, expected numbers above -Infinity`);
    } else if (bound !== Infinity) {
      // -0 and 0 are one bound, and it is written as 0.
      bounds.push(bound + 0);
    }
  }
  bounds.sort((a, b) => a - b);
  const twice = bounds.find((bound, index) => bound === bounds[index + 1]);
  if (twice !== undefined) fail(`holds ${twice} twice; keep one of them`);
  return Object.freeze(bounds);
}
