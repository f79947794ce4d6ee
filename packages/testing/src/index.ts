export { addsNoSeries, SeriesLeak, type AddsNoSeriesOptions } from './adds-no-series.ts';
export { changeOf } from './change-of.ts';
export { collectOnce } from './collect-once.ts';
export type { CollectorChecksOptions, TestedCollector } from './collector-checks.ts';
export { collectorSuite, type CollectorSuiteOptions, type TestRunner } from './collector-suite.ts';
export { comparePage, type ComparePageOptions } from './compare-page.ts';
export { ExpositionMismatch } from './exposition-mismatch.ts';
export type { SampleLabels } from './find-sample.ts';
export { gatherAndCompare, type CompareOptions } from './gather-and-compare.ts';
export {
  leavesNothingRunning,
  ResourceLeak,
  type LeavesNothingRunningOptions,
} from './leaves-nothing-running.ts';
export type { RunningResource } from './left-running.ts';
export type { LintAllowances } from './lint-allowances.ts';
export type { MetricSource } from './metric-source.ts';
export { pedanticRegistry, type PedanticRegistryOptions } from './pedantic-registry.ts';
export type { SeriesGrowth } from './series-growth.ts';
export { series } from './series.ts';
export { value } from './value.ts';
