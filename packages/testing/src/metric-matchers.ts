import type { MetricType } from '@telltale/model';
import { changeOf } from './change-of.ts';
import { comparePage } from './compare-page.ts';
import { ExpositionMismatch } from './exposition-mismatch.ts';
import { findFamily } from './find-family.ts';
import { findSample, missingSample, type SampleLabels } from './find-sample.ts';
import { gatherAndCompare, type CompareOptions } from './gather-and-compare.ts';
import { checkAllowances, lintWithAllowances, type LintAllowances } from './lint-allowances.ts';
import type { LabelsAndChange, LabelsAndValue, MetricAssertions } from './metric-assertions.ts';
import { checkedLabels, checkName, checkNumber, labelsAndNumber } from './matcher-arguments.ts';
import { asGatherer, familiesOf, isPage, type MetricSource } from './metric-source.ts';
import { numberText, sampleText } from './sample.ts';

/** What a matcher gives to the test runner. */
export interface MatcherResult {
  /** Whether what was expected holds; the runner turns it around for `.not`. */
  readonly pass: boolean;
  /** What was wrong: of a matcher that passed, for `.not`. */
  readonly message: () => string;
  /** What there is, for runners that show it beside what was expected. Absent where the message says it all. */
  readonly actual?: unknown;
  /** What was expected. Absent where `actual` is. */
  readonly expected?: unknown;
}

/** What a matcher needs of the test runner. */
export interface MatcherContext {
  /** Compares as `toEqual` does, so that `expect.closeTo()` and its like can stand for a value. */
  readonly equals: (actual: unknown, expected: unknown) => boolean;
}

/** Sums of floating-point values are off by a few of the last bits. */
const relativeTolerance = 1e-12;

async function toHaveMetric(
  source: MetricSource,
  name: string,
  type?: MetricType,
): Promise<MatcherResult> {
  checkName('toHaveMetric', name);
  return matched(`the metric ${name} is there, but should not be`, async () => {
    const family = findFamily(await familiesOf(source), name);
    if (type === undefined || family.type === type) return undefined;
    return [`${name}: expected the type ${type}, got ${family.type}`];
  });
}

async function toHaveSample(
  source: MetricSource,
  name: string,
  givenLabels?: SampleLabels,
): Promise<MatcherResult> {
  checkName('toHaveSample', name);
  const labels = checkedLabels('toHaveSample', givenLabels);
  return matched(`${sampleText(name, labels)} is there, but should not be`, async () => {
    const families = await familiesOf(source);
    if (findSample(families, name, labels) === undefined) {
      throw missingSample(families, name, labels);
    }
    return undefined;
  });
}

async function toHaveMetricValue(
  this: MatcherContext,
  source: MetricSource,
  name: string,
  ...labelsAndValue: LabelsAndValue
): Promise<MatcherResult> {
  checkName('toHaveMetricValue', name);
  const { labels, number: expected } = labelsAndNumber('toHaveMetricValue', labelsAndValue);
  checkNumber('toHaveMetricValue', expected);
  const families = await familiesOf(source);
  const sample = findSample(families, name, labels);
  // Thrown, so that .not fails as well: of what is misspelt any value can be denied.
  if (sample === undefined) throw missingSample(families, name, labels);
  const actual = sample.value;
  const pass = actual === expected || this.equals(actual, expected);
  return {
    pass,
    actual,
    expected,
    message: () =>
      pass
        ? `${sample.text}: expected any other value than ${numberText(actual)}`
        : `${sample.text}: expected ${wanted(expected)}, got ${numberText(actual)}`,
  };
}

async function toChangeMetric(
  this: MatcherContext,
  run: () => unknown,
  source: MetricSource,
  name: string,
  ...labelsAndChange: LabelsAndChange
): Promise<MatcherResult> {
  checkName('toChangeMetric', name);
  const { labels, number: by } = labelsAndNumber('toChangeMetric', labelsAndChange);
  const change = await changeOf(run, source, name, labels);
  const text = sampleText(name, labels);
  const pass = by === undefined ? change !== 0 : isNearly(change, by) || this.equals(change, by);
  const described = change === 0 ? 'it did not change' : `it changed by ${numberText(change)}`;
  const expected = by === undefined ? 'a change' : `a change by ${wanted(by)}`;
  return {
    pass,
    message: () =>
      pass
        ? `${text}: expected no ${by === undefined ? 'change' : `change by ${wanted(by)}`}, but ${described}`
        : `${text}: expected ${expected}, but ${described}`,
  };
}

async function toMatchExposition(
  source: MetricSource,
  expected: string,
  options: CompareOptions = {},
): Promise<MatcherResult> {
  return matched(`The metrics are what they should not be:\n${expected}`, async () => {
    if (isPage(source)) comparePage(source, expected, options);
    else await gatherAndCompare(asGatherer(source), expected, options);
    return undefined;
  });
}

async function toPassLint(
  source: MetricSource,
  allowances: LintAllowances = {},
): Promise<MatcherResult> {
  checkAllowances(allowances);
  const problems = lintWithAllowances(await familiesOf(source), allowances);
  const lines = problems.map(({ metric, rule, message }) => `  ${metric}: ${message} (${rule})`);
  return {
    pass: lines.length === 0,
    message: () =>
      lines.length === 0
        ? 'The metrics follow the conventions, but should not'
        : `The metrics break the conventions in ${places(lines.length)}:\n${lines.join('\n')}`,
  };
}

/** A matcher for each of {@link MetricAssertions}. */
export type MetricMatchers = {
  readonly [Name in keyof MetricAssertions]: (
    this: MatcherContext,
    received: Name extends 'toChangeMetric' ? () => unknown : MetricSource,
    ...expected: Parameters<MetricAssertions[Name]>
  ) => Promise<MatcherResult>;
};

/**
 * Matchers for `expect.extend()` of vitest, or of another runner whose matchers are called alike. All are async, as
 * gathering is: `await expect(registry).toHaveMetric('orders_total')`.
 */
export const metricMatchers: MetricMatchers = {
  toHaveMetric,
  toHaveSample,
  toHaveMetricValue,
  toChangeMetric,
  toMatchExposition,
  toPassLint,
};

/** @param check gives or throws the differences; anything else that it throws fails the test, also with .not */
async function matched(
  denial: string,
  check: () => Promise<readonly string[] | undefined>,
): Promise<MatcherResult> {
  try {
    const differences = await check();
    if (differences === undefined) return { pass: true, message: () => denial };
    return { pass: false, message: () => new ExpositionMismatch(differences).message };
  } catch (error) {
    if (!(error instanceof ExpositionMismatch)) throw error;
    return { pass: false, message: () => error.message };
  }
}

function isNearly(change: number, by: unknown): boolean {
  if (typeof by !== 'number') return false;
  return change === by || Math.abs(change - by) <= relativeTolerance * Math.abs(by);
}

/** A value that is expected, which may be an asymmetric matcher. */
function wanted(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  const described = (value as { toAsymmetricMatcher?(): string }).toAsymmetricMatcher?.();
  return described ?? String(value);
}

function places(count: number): string {
  return count === 1 ? 'one place' : `${count} places`;
}
