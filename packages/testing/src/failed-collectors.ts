import type { MetricFamily } from '@telltale/model';

/** Why something may be missing: what a registry says of collectors that failed. */
export function failedCollectors(families: readonly MetricFamily[]): string[] {
  const success = families.find((family) => family.name === 'exporter_collector_success');
  return [...(success?.series ?? [])]
    .filter((series) => series.value === 0)
    .map((series) => `(the collector ${series.labels['collector'] ?? ''} failed)`);
}
