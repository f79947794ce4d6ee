import { lint, lintRules, type LintProblem } from '@telltale/exposition';
import { MetricError, type MetricFamily } from '@telltale/model';

/** Which of the conventions that `lint` of `@telltale/exposition` knows may be broken. */
export interface LintAllowances {
  /** Lint rules that do not count, such as `base-unit`. Default: none. */
  readonly ignoreRules?: readonly string[] | undefined;
  /** Lint rules that a metric may break, by its name: `{ cpu_ms: ['base-unit'] }`. Default: none. */
  readonly allowedLint?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What breaks a convention and may not. */
export function lintWithAllowances(
  families: readonly MetricFamily[],
  { ignoreRules = [], allowedLint = {} }: LintAllowances,
): LintProblem[] {
  return lint(families).filter(({ metric, rule }) => {
    const isAllowed = Object.hasOwn(allowedLint, metric) && allowedLint[metric]?.includes(rule);
    return !ignoreRules.includes(rule) && isAllowed !== true;
  });
}

/** @throws INVALID_OPTION if there is no such rule: a rule that is misspelt would allow nothing */
export function checkAllowances({ ignoreRules = [], allowedLint = {} }: LintAllowances): void {
  const known = lintRules.map((rule) => rule.name);
  for (const rule of [...ignoreRules, ...Object.values(allowedLint).flat()]) {
    if (known.includes(rule)) continue;
    throw new MetricError(
      'INVALID_OPTION',
      `there is no lint rule ${JSON.stringify(rule)}; the rules are ${known.join(', ')}.`,
    );
  }
}
