import type { MetricFamily } from '@telltale/model';
import { successesIn } from './registry-metrics.ts';

/** Why something may be missing: what a registry says of collectors that failed. */
export function failedCollectors(families: readonly MetricFamily[]): string[] {
  return successesIn(families)
    .flatMap(({ series }) => [...series])
    .filter((series) => series.value === 0)
    .map((series) => `(the collector ${series.labels['collector'] ?? ''} failed)`);
}
