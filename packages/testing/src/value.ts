import type { Gatherer, LabelValue } from '@telltale/model';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { numberText, sampleKey, samplesOf, sampleText } from './sample.ts';

const suffixes = /_(bucket|sum|count|gsum|gcount|info|created)$/;

/**
 * The value of one sample by the name that it has on a page: `http_requests_total`, `request_duration_seconds_count`,
 * `request_duration_seconds_bucket` with the label `le`.
 *
 * @throws ExpositionMismatch if there is no such sample; its message lists those of the same name
 */
export async function value(
  gatherer: Gatherer,
  name: string,
  labels: Readonly<Record<string, LabelValue>> = {},
): Promise<number> {
  const stem = name.replace(suffixes, '');
  const families = await gatherer.gather({ names: [...new Set([name, stem, `${stem}_total`])] });
  const samples = families.flatMap(samplesOf).filter((sample) => sample.name === name);
  const key = sampleKey(name, labels);
  const found = samples.find((sample) => sample.key === key);
  if (found !== undefined) return found.value;
  const others = samples.map((sample) => `${sample.text} ${numberText(sample.value)}`);
  throw new ExpositionMismatch([
    `${sampleText(name, labels)} is missing; ` +
      (others.length === 0 ? 'there is no sample of that name' : `there are ${others.join(', ')}`),
  ]);
}
