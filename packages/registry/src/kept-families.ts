import { constantFamily, type Collector, type Metric, type MetricFamily } from '@telltale/model';

/** What a collector gave, and when. */
export interface KeptFamilies {
  readonly families: readonly MetricFamily[];
  /** `performance.now()` at the end of the collection. */
  readonly collectedAt: number;
}

/** Runs a collector apart from any scrape and keeps what it gave. */
export async function collectAndKeep(
  collector: Collector,
  signal: AbortSignal,
): Promise<KeptFamilies> {
  const buf: Metric[] = [];
  await collector.collect(buf, { signal });
  return { families: buf.map((metric) => metric.snapshot()), collectedAt: performance.now() };
}

/** Appends what was kept, and its age. */
export function appendKept(buf: Metric[], collector: string, kept: KeptFamilies): void {
  buf.push(...kept.families, ageFamily(collector, (performance.now() - kept.collectedAt) / 1000));
}

function ageFamily(collector: string, seconds: number): MetricFamily {
  return constantFamily({
    name: 'telltale_collector_age_seconds',
    help: 'Time since a collector that is cached or works in the background has read its source.',
    type: 'gauge',
    labelNames: ['collector'],
    series: [{ labels: { collector }, value: seconds }],
  });
}
