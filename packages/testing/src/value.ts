import { findSample, missingSample, type SampleLabels } from './find-sample.ts';
import { familiesOf, type MetricSource } from './metric-source.ts';

/**
 * The value of one sample by the name that it has on a page: `http_requests_total`, `request_duration_seconds_count`,
 * `request_duration_seconds_bucket` with the label `le`, a summary with the label `quantile`.
 *
 * @param labels all labels of the sample, in any order. Default: none.
 * @throws ExpositionMismatch if there is no such sample; its message lists those of the same name, or names alike
 */
export async function value(
  source: MetricSource,
  name: string,
  labels: SampleLabels = {},
): Promise<number> {
  const families = await familiesOf(source);
  const found = findSample(families, name, labels);
  if (found === undefined) throw missingSample(families, name, labels);
  return found.value;
}
