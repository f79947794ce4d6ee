import type { MetricFamily } from '@telltale/model';

/** One convention. */
export interface LintRule {
  /** Tells rules apart, such as `no-help`. */
  readonly name: string;
  /** A message for each problem of the family: what is wrong and what to write instead. */
  check(family: MetricFamily): Iterable<string>;
}
