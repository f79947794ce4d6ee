import type { MetricFamily, MetricType } from '@telltale/model';
import { familiesBehind, findSample, missingSample, type SampleLabels } from './find-sample.ts';
import { familiesOf, type MetricSource } from './metric-source.ts';

/**
 * By how much `run` changes one sample, by the name that it has on a page. A series that is not there yet, or not any
 * more, counts as 0.
 *
 * @param run called once; what it returns is awaited, what it throws is thrown
 * @param labels all labels of the sample, in any order. Default: none.
 * @throws ExpositionMismatch if there is no metric with such a sample, before or after: a misspelt name changes nothing
 */
export async function changeOf(
  run: () => unknown,
  source: MetricSource,
  name: string,
  labels: SampleLabels = {},
): Promise<number> {
  const before = reading(await familiesOf(source), name, labels);
  await run();
  const families = await familiesOf(source);
  const after = reading(families, name, labels);
  if (before === undefined && after === undefined) throw missingSample(families, name, labels);
  return (after ?? 0) - (before ?? 0);
}

function reading(
  families: readonly MetricFamily[],
  name: string,
  labels: SampleLabels,
): number | undefined {
  const sample = findSample(families, name, labels);
  if (sample !== undefined) return sample.value;
  return familiesBehind(families, name).some((family) => mayHave(family, name, labels))
    ? 0
    : undefined;
}

/** What the samples of a series are called behind the name of the family, and the label that each has besides. */
const suffixesOfType: Readonly<Partial<Record<MetricType, Readonly<Record<string, string>>>>> = {
  histogram: { _bucket: 'le', _sum: '', _count: '' },
  gaugehistogram: { _bucket: 'le', _gsum: '', _gcount: '' },
  summary: { '': 'quantile', _sum: '', _count: '' },
  info: { '': '', _info: '' },
};

/** Whether a sample of that name and these labels could come, once the series is made. */
function mayHave(family: MetricFamily, sampleName: string, labels: SampleLabels): boolean {
  const { name, type, labelNames, columns } = family;
  const suffixes = suffixesOfType[type] ?? { '': type === 'stateset' ? name : '' };
  const suffix = Object.keys(suffixes).find((one) => name + one === sampleName);
  if (suffix === undefined) return false;
  const expected = new Set([...labelNames, suffixes[suffix] ?? ''].filter((label) => label !== ''));
  const given = Object.keys(labels);
  // Series of a page may each have label names of their own.
  const isWhole = columns.seriesLabelNames !== undefined || given.length === expected.size;
  return isWhole && given.every((label) => expected.has(label));
}
