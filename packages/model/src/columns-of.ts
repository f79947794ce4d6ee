import { isColumnFamily } from './column-family.ts';
import { MetricError } from './errors.ts';
import type { FamilyColumns } from './family-columns.ts';
import type { MetricFamily } from './metric-family.ts';

/**
 * The columns of a family.
 *
 * @throws INVALID_VALUE if it was written by hand, so that nobody knows what is in them
 */
export function columnsOf(family: MetricFamily): FamilyColumns {
  if (isColumnFamily(family)) return family.columns;
  throw new MetricError(
    'INVALID_VALUE',
    `${family.name}: a family that was written by hand; make it with constantFamily().`,
    { metric: family.name },
  );
}
