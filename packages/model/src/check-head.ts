import { describeValue } from './describe-value.ts';
import { MetricError } from './errors.ts';
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
  throw new MetricError(
    'INVALID_OPTION',
    `${metric}: type is ${describeValue(type)}, expected one of ${Object.keys(metricTypes).join(', ')}.`,
    { metric },
  );
}

/** @throws INVALID_OPTION if it is not a string */
export function checkHelp(metric: string, help: unknown): asserts help is string {
  if (typeof help === 'string') return;
  throw new MetricError(
    'INVALID_OPTION',
    `${metric}: help is ${describeValue(help)}, expected a string. Say in one sentence what is measured.`,
    { metric },
  );
}

/**
 * Refuses a unit that the name does not end in (before `_total`).
 *
 * @throws INVALID_OPTION
 * @see OpenMetrics 1.0, "Units and Base Units"
 */
export function checkUnit(metric: string, unit: unknown): asserts unit is string | undefined {
  if (unit === undefined) return;
  if (typeof unit !== 'string' || unit === '') {
    throw new MetricError(
      'INVALID_OPTION',
      `${metric}: unit is ${describeValue(unit)}, expected a non-empty string such as seconds.`,
      { metric },
    );
  }
  const stem = metric.endsWith('_total') ? metric.slice(0, -'_total'.length) : metric;
  if (stem.endsWith(`_${unit}`)) return;
  const total = stem === metric ? '' : '_total';
  throw new MetricError(
    'INVALID_OPTION',
    `${metric}: the unit ${unit} has to be the end of the name. Call the metric ${stem}_${unit}${total}, ` +
      'or leave the unit out.',
    { metric },
  );
}
