import { describe, it } from 'vitest';
import type { CollectorChecksOptions, TestedCollector } from './collector-checks.ts';
import { collectorSuite as suite, type CollectorSuiteOptions } from './collector-suite.ts';

export type { CollectorChecksOptions, CollectorSuiteOptions, TestedCollector };
export type { CompareOptions } from './gather-and-compare.ts';
export type { LintAllowances } from './lint-allowances.ts';
export type { LabelsAndChange, LabelsAndValue, MetricAssertions } from './metric-assertions.ts';
export {
  metricMatchers,
  type MatcherContext,
  type MatcherResult,
  type MetricMatchers,
} from './metric-matchers.ts';
export type { MetricSource } from './metric-source.ts';
export type { SampleLabels } from './find-sample.ts';

/** Describes what every collector has to do right, whatever it collects: a test for each check. */
export function collectorSuite(options: CollectorSuiteOptions): void {
  suite(options, { describe, it });
}
