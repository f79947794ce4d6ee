import { isMetric, type MetricFamily } from '@telltale/model';
import { checkFamily } from '@telltale/model/internal';
import type { FailureCause } from './collector-metrics.ts';
import type { View } from './view.ts';

/** What was to be on the page and is not, and why. */
export interface Failure {
  readonly failure: FailureCause;
  readonly error: unknown;
  /** The family, where it is known which. */
  readonly metric?: string;
}

/** A family, or why there is none. */
export type Reading = MetricFamily | Failure;

/** The family of a metric as it is now, and as `view` shows it; or why there is none. It never throws. */
export function readMetric(metric: unknown, view?: View): Reading {
  const isNamed = isMetric(metric);
  try {
    const family: unknown = isNamed ? metric.snapshot() : metric;
    // Refused here, before it costs the other families their page.
    checkFamily(family);
    return view?.family(family) ?? family;
  } catch (error) {
    return { failure: 'invalid', error, ...(isNamed && { metric: metric.name }) };
  }
}
