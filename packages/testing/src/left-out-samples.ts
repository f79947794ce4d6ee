import type { FormatName } from '@telltale/exposition';
import type { MetricFamily } from '@telltale/model';
import type { Sample } from './sample.ts';

/**
 * Whether a page in this format must not have a sample of that value. Only OpenMetrics has such rules: a sum that can
 * fall is no counter, so histograms and summaries of negative observations go without it; a histogram then goes
 * without its count as well, and a summary without its negative quantiles.
 *
 * @see OpenMetrics 1.0, "Histogram", "GaugeHistogram" and "Summary"
 */
export function isLeftOut(family: MetricFamily, sample: Sample, format: FormatName): boolean {
  if (format !== 'openmetrics') return false;
  const suffix = sample.name.slice(family.name.length);
  switch (family.type) {
    case 'summary':
      return suffix === '_sum' ? !(sample.value >= 0) : suffix === '' && sample.value < 0;
    case 'histogram':
    case 'gaugehistogram':
      return suffix !== '_bucket' && !mayHaveTotals(family, sample);
    default:
      return false;
  }
}

/** Sum and count come together or not at all. */
function mayHaveTotals({ type, columns }: MetricFamily, { series, row }: Sample): boolean {
  const shape = columns.seriesShapes?.[row];
  if (shape?.noSum === true || shape?.noCount === true) return false;
  const { value } = series;
  if (typeof value === 'number' || !('buckets' in value)) return true;
  const hasNegativeBound = (value.buckets[0]?.upperBound ?? 0) < 0;
  // What a gauge histogram counts may go, so that its sum may be negative, if a bucket says that it can be.
  if (type === 'gaugehistogram') return value.sum >= 0 || (hasNegativeBound && value.sum < 0);
  return value.sum >= 0 && !hasNegativeBound;
}
