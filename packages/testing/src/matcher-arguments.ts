import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type { SampleLabels } from './find-sample.ts';

/** What a matcher expects behind the name: labels, where there are some, and a number. */
export interface LabelsAndNumber {
  readonly labels: SampleLabels;
  /** A number or an asymmetric matcher that stands for one; `undefined` where it is left out. */
  readonly number: number | undefined;
}

/**
 * Reads the arguments of a matcher behind the name, which JavaScript passes as they come: what is no number is never
 * equal to a value, and what is missing equal to none, so the difference alone would not say what is wrong.
 *
 * @throws INVALID_OPTION if the labels are none, or the number is there and none
 */
export function labelsAndNumber(matcher: string, given: readonly unknown[]): LabelsAndNumber {
  const [first, second] = given;
  const hasLabels = given.length > 1 || isLabels(first);
  const number = hasLabels ? second : first;
  const labels = checkedLabels(matcher, hasLabels ? first : undefined);
  if (number !== undefined) checkNumber(matcher, number);
  return { labels, number: number as number | undefined };
}

/** @throws INVALID_OPTION if it is neither a number nor an asymmetric matcher */
export function checkNumber(matcher: string, number: unknown): void {
  if (typeof number === 'number' || isAsymmetric(number)) return;
  const got = typeof number === 'bigint' ? `${number}n` : describeValue(number);
  throw new MetricError('INVALID_OPTION', `${matcher}: expected a number, got ${got}.`);
}

/** @throws INVALID_OPTION if the labels are none; left out they are `{}` */
export function checkedLabels(matcher: string, labels: unknown = {}): SampleLabels {
  if (isLabels(labels)) return labels;
  throw new MetricError(
    'INVALID_OPTION',
    `${matcher}: expected labels, got ${describeValue(labels)}.`,
  );
}

/** @throws INVALID_OPTION if the name is none */
export function checkName(matcher: string, name: unknown): void {
  if (typeof name === 'string') return;
  throw new MetricError(
    'INVALID_OPTION',
    `${matcher}: expected the name of a metric, got ${describeValue(name)}.`,
  );
}

function isLabels(value: unknown): value is SampleLabels {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isAsymmetric(value)
  );
}

/** `expect.closeTo()` and its like. */
function isAsymmetric(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value;
}
