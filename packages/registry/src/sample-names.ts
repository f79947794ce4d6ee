import type { Metric } from '@telltale/model';
import { rowLayouts } from '@telltale/model/internal';

/**
 * The names that a family keeps for itself: its own, and those of its samples. No other family may have one of them,
 * since a page could not tell their samples apart. What only a format adds, as the `_total` of OpenMetrics and the
 * `_info` of an info, is not among them: writers find another name where that is taken.
 */
export function sampleNames({ name, type }: Metric): readonly string[] {
  const suffixes = rowLayouts[type]?.suffixes;
  // Most types have none, and this is asked of each family of each page.
  return suffixes ? [name, ...suffixes.map((suffix = '') => name + suffix)] : [name];
}
