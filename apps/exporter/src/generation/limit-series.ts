import { constantFamily, isMetric, type Metric, type MetricFamily } from '@telltale/model';

/** Metrics as they were at one moment, no more than so many series of them. */
export interface LimitedSeries {
  readonly kept: readonly Metric[];
  readonly series: number;
  readonly dropped: number;
}

/** Reads metrics; of those that have more series than are left, the first ones are kept. */
export function limitSeries(metrics: readonly Metric[], limit: number): LimitedSeries {
  let series = 0;
  let dropped = 0;
  const kept: Metric[] = [];
  for (const metric of metrics) {
    const family = readNow(metric);
    const size = family.columns?.size ?? 0;
    const left = limit - series;
    series += Math.min(size, left);
    dropped += Math.max(size - left, 0);
    if (size <= left) kept.push(family as MetricFamily);
    else if (left > 0) kept.push(firstOf(family as MetricFamily, left));
  }
  return { kept, series, dropped };
}

/** What cannot be read is for the registry to refuse, which keeps the rest. */
function readNow(metric: Metric): Partial<MetricFamily> {
  try {
    return isMetric(metric) ? metric.snapshot() : metric;
  } catch {
    return metric;
  }
}

function firstOf(
  { name, help, type, unit, labelNames, series }: MetricFamily,
  count: number,
): Metric {
  return constantFamily({
    name,
    help,
    type,
    unit,
    labelNames,
    series: [...series].slice(0, count),
  });
}
