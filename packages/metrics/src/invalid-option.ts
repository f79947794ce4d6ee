import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** The error for an option outside its range. */
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
