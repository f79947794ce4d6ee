import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** The error for a value that a metric cannot hold; nothing was changed. */
export function invalidValue(
  metric: string,
  method: string,
  value: unknown,
  expected: string,
): MetricError {
  return new MetricError(
    'INVALID_VALUE',
    `${metric}: ${method}() got ${describeValue(value)}, expected ${expected}. The metric was left as it was.`,
    { metric },
  );
}
