import type { Metric, MetricType } from '@telltale/model';

/** What the samples of a distribution are called by in text, behind the name of its family. */
const suffixes: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  histogram: ['_bucket', '_sum', '_count'],
  gaugehistogram: ['_bucket', '_gsum', '_gcount'],
  summary: ['_sum', '_count'],
};

/**
 * The names that a family keeps for itself: its own, and those of its samples. No other family may have one of them,
 * since a page could not tell their samples apart. What only a format adds, as the `_total` of OpenMetrics and the
 * `_info` of an info, is not among them: writers find another name where that is taken.
 */
export function sampleNames({ name, type }: Metric): readonly string[] {
  return ['', ...(suffixes[type] ?? [])].map((suffix) => name + suffix);
}
