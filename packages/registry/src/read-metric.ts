import { isMetric, type MetricFamily } from '@telltale/model';
import { checkFamily } from '@telltale/model/internal';
import { failureOf, type Failure } from './failure.ts';
import type { View } from './view.ts';

/** A family, or why there is none. */
export type Reading = MetricFamily | Failure;

/** The family of a metric as it is now, and as `view` shows it; or why there is none. It never throws. */
export function readMetric(metric: unknown, view?: View): Reading {
  const isNamed = isMetric(metric);
  try {
    const family: unknown = isNamed ? metric.snapshot() : metric;
    // Refused here, before it costs the other families their page.
    checkFamily(family);
    return view?.shownFamily(family) ?? family;
  } catch (error) {
    return failureOf('invalid', error, isNamed ? metric.name : undefined);
  }
}
