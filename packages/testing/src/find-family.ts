import type { MetricFamily } from '@telltale/model';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { failedCollectors } from './failed-collectors.ts';
import { nearNames } from './near-names.ts';

/**
 * The family of that name.
 *
 * @throws ExpositionMismatch if there is none, with names alike
 */
export function findFamily(families: readonly MetricFamily[], name: string): MetricFamily {
  const family = families.find((one) => one.name === name);
  if (family !== undefined) return family;
  const near = nearNames(
    name,
    families.map((one) => one.name),
  );
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
  throw new ExpositionMismatch([
    `the metric ${name} is missing${hint}`,
    ...failedCollectors(families),
  ]);
}
