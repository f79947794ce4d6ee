import type { Labels } from './labels.ts';

/**
 * One observation that a counter or a bucket refers to, such as the trace of a slow request.
 *
 * @see OpenMetrics 1.0, "Exemplars"
 */
export interface Exemplar {
  /** Names and values together have at most 128 characters in OpenMetrics 1.0. */
  readonly labels: Labels;
  /** What was observed, or by how much the counter grew, in the unit of the metric. */
  readonly value: number;
  /** When it was observed: Unix time in seconds. Absent where it is not known. */
  readonly timestamp?: number | undefined;
}
