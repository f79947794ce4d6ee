import type { MetricFamily } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';

/**
 * Whether all that a histogram or a summary counts is whole and from 0 up, as OpenMetrics wants it; a count that a
 * summary does not have is no matter.
 *
 * @see OpenMetrics 1.0, "Histogram" and "Summary"
 */
export function hasWholeCounts(family: MetricFamily): boolean {
  const { type } = family;
  const isSummary = type === 'summary';
  if (!isSummary && type !== 'histogram' && type !== 'gaugehistogram') return true;
  const { size, width, values, seriesShapes, ...shared } = columnsOf(family);
  for (let row = 0; row < size; row++) {
    const shape = seriesShapes?.[row];
    const start = row * width;
    const quantiles = (shape?.quantiles ?? shared.quantiles ?? []).length;
    const bounds = (shape?.bounds ?? shared.bounds ?? []).length;
    const first = isSummary ? start + quantiles + 1 : start;
    const last = isSummary ? first : start + bounds;
    for (let at = first; at <= last; at++) {
      const count = values[at] ?? NaN;
      if (
        isSummary
          ? count >= 0 && !Number.isInteger(count)
          : !(count >= 0 && Number.isInteger(count))
      ) {
        return false;
      }
    }
  }
  return true;
}
