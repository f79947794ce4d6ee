import { describeValue } from './describe-value.ts';
import { MetricError } from './errors.ts';

/**
 * A label value as it is kept: well-formed, since no page can tell one half of a surrogate pair from another.
 *
 * @throws INVALID_LABELS if it is not a string, a number or a boolean
 */
export function labelText(metric: string, name: string, value: unknown): string {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new MetricError(
    'INVALID_LABELS',
    `${metric}: label ${describeValue(name)} is ${describeValue(value)}, expected a string, number or boolean.`,
    { metric },
  );
}
