import type { GatherProblem } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import type { FailureCause } from './collector-metrics.ts';

/** What was to be on the page and is not, and why. */
export interface Failure extends Omit<GatherProblem, 'collector'> {
  readonly failure: FailureCause;
}

/** `metric`: the family, where it is known which. */
export function failureOf(failure: FailureCause, cause: unknown, metric?: string): Failure {
  const message = cause instanceof Error ? cause.message : describeValue(cause);
  return { failure, metric, message, cause };
}
