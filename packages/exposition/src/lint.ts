import type { MetricFamily } from '@telltale/model';
import type { LintRule } from './lint-rule.ts';
import { lintRules } from './lint-rules.ts';

/** Something that works but does not follow the conventions of Prometheus. */
export interface LintProblem {
  /** The name of the family. */
  readonly metric: string;
  /** The name of the rule. */
  readonly rule: string;
  /** What is wrong and what to write instead. */
  readonly message: string;
}

/** How to lint. */
export interface LintOptions {
  /** Default: `lintRules`. Filter them, or add rules of your own to them. */
  readonly rules?: readonly LintRule[] | undefined;
}

/**
 * Says where families do not follow the conventions for names, units and help texts. Their pages are valid all the
 * same.
 *
 * @see Prometheus documentation, "Metric and label naming"
 */
export function lint(families: Iterable<MetricFamily>, options: LintOptions = {}): LintProblem[] {
  const rules = options.rules ?? lintRules;
  const problems: LintProblem[] = [];
  for (const family of families) {
    for (const rule of rules) {
      for (const message of rule.check(family)) {
        problems.push({ metric: family.name, rule: rule.name, message });
      }
    }
  }
  return problems;
}
