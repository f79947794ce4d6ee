import type { Series } from '@telltale/model';
import { findFamily } from './find-family.ts';
import { familiesOf, type MetricSource } from './metric-source.ts';

/**
 * All series of one metric by the name it was made with, each with its labels and its value: a number, or of a
 * histogram its count, sum and buckets, of a summary its count, sum and quantiles, of a state set its states.
 *
 * @throws ExpositionMismatch if there is no metric of that name; its message has names alike
 */
export async function series(source: MetricSource, name: string): Promise<readonly Series[]> {
  return [...findFamily(await familiesOf(source), name).series];
}
