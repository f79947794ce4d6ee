import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/**
 * The error for a value that a metric cannot hold; nothing was changed. `unlabelled`: whether the metric has no label
 * names, so that what was meant as labels arrives here.
 */
export function invalidValue(
  metric: string,
  method: string,
  value: unknown,
  expected: string,
  unlabelled = false,
): MetricError {
  const remedy =
    unlabelled && typeof value === 'object' && value !== null ? ' It has no labelNames.' : '';
  return new MetricError(
    'INVALID_VALUE',
    `${metric}: ${method}() got ${describeValue(value)}, expected ${expected}.${remedy}`,
    { metric },
  );
}
