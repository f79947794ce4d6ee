import { describeValue } from './describe-value.ts';
import { MetricError } from './errors.ts';

/** The error for an option of a metric outside its range. */
export function invalidOption(
  metric: string,
  option: string,
  value: unknown,
  expected: string,
): MetricError {
  return new MetricError(
    'INVALID_OPTION',
    `${metric}: ${option} is ${describeValue(value)}, expected ${expected}.`,
    { metric },
  );
}
