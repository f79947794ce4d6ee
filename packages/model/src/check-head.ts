import { invalidOption } from './invalid-option.ts';
import type { MetricType } from './metric-type.ts';

const metricTypes: Readonly<Record<MetricType, true>> = {
  counter: true,
  gauge: true,
  histogram: true,
  gaugehistogram: true,
  summary: true,
  info: true,
  stateset: true,
  unknown: true,
};

/** @throws INVALID_OPTION if it is not one of the metric types */
export function checkMetricType(metric: string, type: unknown): asserts type is MetricType {
  if (typeof type === 'string' && Object.hasOwn(metricTypes, type)) return;
  throw invalidOption(metric, 'type', type, `one of ${Object.keys(metricTypes).join(', ')}`);
}

/** @throws INVALID_OPTION if it is not a string */
export function checkHelp(metric: string, help: unknown): asserts help is string {
  if (typeof help === 'string') return;
  throw invalidOption(metric, 'help', help, 'a string');
}

/**
 * Refuses a unit that the name does not end in (before `_total`).
 *
 * @throws INVALID_OPTION
 * @see OpenMetrics 1.0, "Units and Base Units"
 */
export function checkUnit(metric: string, unit: unknown): asserts unit is string | undefined {
  if (unit === undefined) return;
  const stem = metric.replace(/_total$/, '');
  if (unit && typeof unit === 'string' && stem.endsWith(`_${unit}`)) return;
  throw invalidOption(metric, 'unit', unit, 'what the name ends in');
}
