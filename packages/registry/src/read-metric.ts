import { isMetric, MetricError, type MetricFamily } from '@telltale/model';
import { columnsOf, describeValue } from '@telltale/model/internal';
import type { FailureCause } from './collector-metrics.ts';
import type { GatheredFamily } from './family-set.ts';
import type { View } from './view.ts';

/** What was to be on the page and is not, and why. */
export interface Failure {
  readonly failure: FailureCause;
  readonly error: unknown;
  /** The family, where it is known which. */
  readonly metric?: string;
}

/** A family, or why there is none. */
export type Reading = GatheredFamily | Failure;

/** The family of a metric as it is now, and as `view` shows it; or why there is none. It never throws. */
export function readMetric(metric: unknown, view?: View): Reading {
  const isNamed = isMetric(metric);
  try {
    const family = isNamed ? metric.snapshot() : metric;
    if (!isFamily(family)) {
      throw new MetricError(
        'INVALID_VALUE',
        `got ${describeValue(family)}, expected a metric or a family.`,
      );
    }
    // Refused here, before it costs the other families their page.
    columnsOf(family);
    // A family is its own snapshot and may have a series twice; an instrument never has.
    return { family: view?.family(family) ?? family, unique: family !== metric };
  } catch (error) {
    return { failure: 'invalid', error, ...(isNamed && { metric: metric.name }) };
  }
}

/** Whether it looks like one; what is in it is another matter. */
function isFamily(value: unknown): value is MetricFamily {
  return isMetric(value);
}
