export { collectOnce } from './collect-once.ts';
export type { CollectorChecksOptions, TestedCollector } from './collector-checks.ts';
export { collectorSuite, type CollectorSuiteOptions, type TestRunner } from './collector-suite.ts';
export { comparePage, type ComparePageOptions } from './compare-page.ts';
export { ExpositionMismatch } from './exposition-mismatch.ts';
export { gatherAndCompare, type CompareOptions } from './gather-and-compare.ts';
export { value } from './value.ts';
