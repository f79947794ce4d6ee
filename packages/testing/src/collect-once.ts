import type { Collector, Metric, MetricFamily } from '@telltale/model';

/** Runs one collector alone, without a registry, and reads what it appended. What it throws is thrown. */
export async function collectOnce(
  collector: Collector,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<MetricFamily[]> {
  const buf: Metric[] = [];
  await collector.collect(buf, { signal: options.signal ?? new AbortController().signal });
  return buf.map((metric) => metric.snapshot());
}
