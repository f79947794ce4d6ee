import type { LabelValue, MetricFamily } from '@telltale/model';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { failedCollectors } from './failed-collectors.ts';
import { nearNames } from './near-names.ts';
import { numberText, sampleKey, samplesOf, sampleText, type Sample } from './sample.ts';

/** Labels of one sample; numbers and booleans are the same as their text. */
export type SampleLabels = Readonly<Record<string, LabelValue>>;

const suffixes = /_(bucket|sum|count|gsum|gcount|info|created)$/;
const mostShown = 10;

/** The sample of that name with exactly these labels. */
export function findSample(
  families: readonly MetricFamily[],
  name: string,
  labels: SampleLabels,
): Sample | undefined {
  const key = sampleKey(name, labels);
  for (const family of familiesBehind(families, name)) {
    const found = samplesOf(family).find((sample) => sample.key === key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The families that may have a sample of that name. */
export function familiesBehind(
  families: readonly MetricFamily[],
  sampleName: string,
): readonly MetricFamily[] {
  const stem = sampleName.replace(suffixes, '');
  const names = [sampleName, stem, `${stem}_total`];
  return families.filter((family) => names.includes(family.name));
}

/** Says that a sample is missing, what there is of its name, and what else may have been meant. */
export function missingSample(
  families: readonly MetricFamily[],
  name: string,
  labels: SampleLabels,
): ExpositionMismatch {
  return new ExpositionMismatch([
    `${sampleText(name, labels)} is missing; ${alternatives(families, name, labels)}`,
    ...failedCollectors(families),
  ]);
}

function alternatives(
  families: readonly MetricFamily[],
  name: string,
  labels: SampleLabels,
): string {
  const all = families.flatMap(samplesOf);
  const same = all.filter((sample) => sample.name === name);
  if (same.length > 0) {
    // Those that agree in most labels are what was meant, most likely.
    const near = same
      .map((sample) => ({ sample, agrees: agreement(sample, labels) }))
      .sort((a, b) => b.agrees - a.agrees)
      .map(({ sample }) => `${sample.text} ${numberText(sample.value)}`);
    const left = near.length - mostShown;
    const more = left > 0 ? `, … and ${left} more` : '';
    return `there are ${near.slice(0, mostShown).join(', ')}${more}`;
  }
  const [empty] = familiesBehind(families, name).filter(({ columns }) => columns.size === 0);
  if (empty !== undefined) return `the metric ${empty.name} has no series`;
  const near = nearNames(
    name,
    all.map((sample) => sample.name),
  );
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
  return `there is no sample of that name${hint}`;
}

function agreement(sample: Sample, labels: SampleLabels): number {
  return Object.entries(labels).filter(
    ([label, value]) =>
      sampleKey('', { [label]: sample.labels[label] ?? '' }) === sampleKey('', { [label]: value }),
  ).length;
}
