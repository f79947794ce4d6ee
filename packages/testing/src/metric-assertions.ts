import type { MetricType } from '@telltale/model';
import type { SampleLabels } from './find-sample.ts';
import type { CompareOptions } from './gather-and-compare.ts';
import type { LintAllowances } from './lint-allowances.ts';
import type { MetricSource } from './metric-source.ts';

/** The value that a sample is to have, behind its labels where it has labels. */
export type LabelsAndValue = [value: number] | [labels: SampleLabels, value: number];

/** By how much a sample is to change, behind its labels where it has labels; without it: at all. */
export type LabelsAndChange =
  [by?: number | undefined] | [labels: SampleLabels, by?: number | undefined];

/** What `expect()` has once `metricMatchers` are part of it. Each gathers, so each is to be awaited. */
export interface MetricAssertions {
  /**
   * There is a metric of that name, the one it was made with, and of that type. A failure has names alike.
   *
   * @example await expect(registry).toHaveMetric('orders_total', 'counter')
   */
  toHaveMetric: (name: string, type?: MetricType) => Promise<void>;

  /**
   * There is a sample of that name, the one it has on a page, with exactly these labels. Default: none. A failure has
   * the samples that there are.
   *
   * @example await expect(registry).toHaveSample('wait_seconds_bucket', { queue: 'mail', le: 0.5 })
   */
  toHaveSample: (name: string, labels?: SampleLabels) => Promise<void>;

  /**
   * A sample, named as in `toHaveSample`, has that value; `expect.closeTo()` and its like can stand for it. A sample
   * that is missing fails `.not` as well.
   *
   * @example await expect(registry).toHaveMetricValue('orders_total', { status: 'placed' }, 3)
   */
  toHaveMetricValue: (name: string, ...labelsAndValue: LabelsAndValue) => Promise<void>;

  /**
   * Calling what is expected, a function, changes a sample by that much, or, where no number is given, at all. A
   * series that is not there counts as 0; a metric that is not there fails `.not` as well.
   *
   * @example await expect(() => placeOrder()).toChangeMetric(registry, 'orders_total', { status: 'placed' }, 1)
   */
  toChangeMetric: (
    source: MetricSource,
    name: string,
    ...labelsAndChange: LabelsAndChange
  ) => Promise<void>;

  /**
   * The metrics are those of the expected page, compared as `gatherAndCompare` does. A failure lists where they differ.
   *
   * @example await expect(registry).toMatchExposition('jobs_total 3', { names: ['jobs_total'] })
   */
  toMatchExposition: (expected: string, options?: CompareOptions) => Promise<void>;

  /**
   * The metrics follow the conventions for names, units and help texts. A failure lists where they do not.
   *
   * @example await expect(registry).toPassLint({ allowedLint: { cpu_ms: ['base-unit'] } })
   */
  toPassLint: (allowances?: LintAllowances) => Promise<void>;
}

declare global {
  // In this namespace, and not in vitest's Matchers: that interface has other type parameters from one major version
  // of vitest to the next, and all declarations of an interface must have the same. This one has none.
  // eslint-disable-next-line @typescript-eslint/no-namespace -- chai declares its types in one
  namespace Chai {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- declarations of one interface are merged
    interface Assertion extends MetricAssertions {}
  }
}
