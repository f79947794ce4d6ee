import { describeValue } from './describe-value.ts';
import { MetricError } from './errors.ts';
import type { MetricType } from './metric-type.ts';
import { rowLayouts } from './row-layout.ts';

const legacyMetricName = /^[a-zA-Z_:][\w:]*$/;

/**
 * Whether a metric name is in the character set that every Prometheus server takes, and needs no quotes.
 *
 * @see Prometheus documentation, "Data model", metric names
 */
export function isLegacyMetricName(name: string): boolean {
  return legacyMetricName.test(name);
}

/** Whether a label name is in the character set that every Prometheus server takes. */
export function isLegacyLabelName(name: string): boolean {
  return isLegacyMetricName(name) && !name.includes(':');
}

function isWellFormed(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && name.isWellFormed();
}

/**
 * Refuses what no Prometheus server takes as a metric name. Any non-empty, well-formed string is a name since
 * Prometheus 3; writers escape what their format cannot carry.
 *
 * @throws INVALID_NAME
 * @see Prometheus documentation, "Data model", metric names
 */
export function checkMetricName(name: unknown): asserts name is string {
  if (!isWellFormed(name)) {
    throw new MetricError('INVALID_NAME', `${describeValue(name)} is not a metric name.`);
  }
}

/**
 * Refuses label names that are empty, begin with `__`, stand twice, or that the type needs for itself.
 *
 * @throws INVALID_LABEL_NAME
 * @see Prometheus documentation, "Data model", label names
 */
export function checkLabelNames(
  metric: string,
  type: MetricType,
  labelNames: readonly string[],
): void {
  const fail = (name: unknown, why: string): never => {
    throw new MetricError(
      'INVALID_LABEL_NAME',
      `${metric}: label name ${describeValue(name)} ${why}.`,
      { metric },
    );
  };
  if (!Array.isArray(labelNames)) fail(labelNames, 'is not an array of names');
  const layout = rowLayouts[type];
  const ownLabel = layout && (layout.label ?? metric);
  const seen = new Set<string>();
  for (const name of labelNames as readonly unknown[]) {
    if (!isWellFormed(name)) {
      fail(name, 'is not a name');
    } else if (name.startsWith('__')) {
      fail(name, 'begins with __');
    } else if (name === ownLabel) {
      fail(name, `is reserved in a ${type}`);
    } else if (seen.has(name)) {
      fail(name, 'is declared twice');
    } else {
      seen.add(name);
    }
  }
}
