import { describe, it } from 'vitest';
import type { CollectorChecksOptions, TestedCollector } from './collector-checks.ts';
import { collectorSuite as suite, type CollectorSuiteOptions } from './collector-suite.ts';

export type { CollectorChecksOptions, CollectorSuiteOptions, TestedCollector };

/** Describes what every collector has to do right, whatever it collects: a test for each check. */
export function collectorSuite(options: CollectorSuiteOptions): void {
  suite(options, { describe, it });
}
