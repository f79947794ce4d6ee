import type { MetricFamily, MetricType } from '@telltale/model';
import { escapeMetricName, type EscapingScheme } from './escape-name.ts';

/** What a family is called on an OpenMetrics page. */
export interface OpenMetricsName {
  /** Without the suffix that the type adds to its samples. */
  readonly name: string;
  /**
   * Set where another family has one of the names that this one would take, as a gauge `foo` does beside a counter
   * `foo_total`: the name to show its samples under, without a type.
   */
  readonly fallback?: string;
}

/** The suffixes whose names belong to a family of the type, used or not, beside its bare name. */
const suffixesOfType: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['_count', '_sum', '_created'],
  info: ['_info'],
};

/**
 * All names that a family keeps for itself: no other family may have one of them.
 *
 * @see OpenMetrics 1.0, "MetricFamily", and the check for clashing names of the reference parser
 */
export function reservedNames(name: string, type: MetricType): readonly string[] {
  return [name, ...(suffixesOfType[type] ?? []).map((suffix) => name + suffix)];
}

/** Names all families of a page, as the name of one depends on the others. */
export function openMetricsNames(
  families: Iterable<MetricFamily>,
  escaping: EscapingScheme,
): ReadonlyMap<MetricFamily, OpenMetricsName> {
  const owners = new Map<string, number>();
  const names = new Map<MetricFamily, { escaped: string; name: string }>();
  for (const family of families) {
    const escaped = escapeMetricName(family.name, escaping);
    const name = withoutSuffix(escaped, family.type);
    names.set(family, { escaped, name });
    for (const reserved of reservedNames(name, family.type)) {
      owners.set(reserved, (owners.get(reserved) ?? 0) + 1);
    }
  }
  const named = new Map<MetricFamily, OpenMetricsName>();
  for (const [family, { escaped, name }] of names) {
    const { type } = family;
    const clashes =
      suffixesOfType[type] !== undefined &&
      reservedNames(name, type).some((reserved) => (owners.get(reserved) ?? 0) > 1);
    // A counter keeps the name it was given, so that foo and foo_total can stand side by side as in text.
    const fallback = type === 'counter' ? escaped : name;
    named.set(family, clashes ? { name, fallback } : { name });
  }
  return named;
}

function withoutSuffix(name: string, type: MetricType): string {
  const suffix = type === 'counter' ? '_total' : type === 'info' ? '_info' : undefined;
  if (suffix === undefined || name === suffix || !name.endsWith(suffix)) return name;
  return name.slice(0, -suffix.length);
}
