import { MetricError } from './errors.ts';
import type { FamilyColumns } from './family-columns.ts';
import type { MetricFamily } from './metric-family.ts';

/**
 * The columns of a family.
 *
 * @throws INVALID_VALUE if it has none, because it was written by hand in JavaScript
 */
export function columnsOf(family: MetricFamily): FamilyColumns {
  const columns = family.columns as FamilyColumns | undefined;
  if (columns !== undefined) return columns;
  throw new MetricError(
    'INVALID_VALUE',
    `${family.name}: a family without columns; make it with constantFamily().`,
    { metric: family.name },
  );
}
