import { isColumnFamily } from './column-family.ts';
import { describeValue } from './describe-value.ts';
import { MetricError } from './errors.ts';
import type { FamilyColumns } from './family-columns.ts';
import type { MetricFamily } from './metric-family.ts';

/**
 * Refuses what nobody knows the inside of.
 *
 * @throws INVALID_VALUE if it is no family, or one that was written by hand
 */
export function checkFamily(value: unknown): asserts value is MetricFamily {
  if (isColumnFamily(value)) return;
  const { name } = (value ?? {}) as { readonly name?: string };
  throw new MetricError(
    'INVALID_VALUE',
    `${describeValue(name ?? value)} is neither a metric nor made by constantFamily().`,
    { metric: name },
  );
}

/**
 * The columns of a family.
 *
 * @throws INVALID_VALUE if it was written by hand, so that nobody knows what is in them
 */
export function columnsOf(family: MetricFamily): FamilyColumns {
  checkFamily(family);
  return family.columns;
}
