import type { HistogramValue, MetricFamily } from '@telltale/model';
import { readValue, seriesKey, type PageSample } from './page-reader.ts';

/** The values of all series by what each is known by, a bucket by its bound as a number. */
export function valuesOfFamilies(families: readonly MetricFamily[]): Record<string, number> {
  return valuesOfSamples(families.flatMap(samplesOfFamily));
}

/** The same of samples as they stand on a page, where formats write a bound each in its own way. */
export function valuesOfSamples(samples: readonly PageSample[]): Record<string, number> {
  const entries = samples.map(({ name, labels, value }): [string, number] => {
    const { le, ...others } = labels;
    const bound = le === undefined ? {} : { le: String(readValue(le)) };
    return [seriesKey(name, { ...others, ...bound }), value];
  });
  return Object.fromEntries(entries);
}

function samplesOfFamily({ name, type, series }: MetricFamily): PageSample[] {
  return [...series].flatMap(({ labels, value }): PageSample[] => {
    if (typeof value === 'number') return [{ name, labels, value }];
    // No page of this repository has the other types yet.
    if (type !== 'histogram') throw new Error(`${name} is a ${type}, which is not flattened here`);
    const { buckets, count, sum } = value as HistogramValue;
    return [
      ...buckets.map((bucket) => ({
        name: `${name}_bucket`,
        labels: { ...labels, le: formatBound(bucket.upperBound) },
        value: bucket.count,
      })),
      { name: `${name}_sum`, labels, value: sum },
      { name: `${name}_count`, labels, value: count },
    ];
  });
}

function formatBound(bound: number): string {
  return bound === Infinity ? '+Inf' : String(bound);
}
