import type { MetricFamily } from '@telltale/model';
import { registryMetricsIn } from './registry-metrics.ts';

/** A metric that has more series than before. */
export interface SeriesGrowth {
  /** The name of the family. */
  readonly metric: string;
  /** How many, and which labels have new values. */
  readonly text: string;
}

const mostValues = 3;

/** What a registry says about metrics at their limit. */
const overflowName = 'telltale_metric_series_overflow_total';

/** The metrics that have more series than before, or that sent more look-ups to their overflow series. */
export function growthOf(
  before: readonly MetricFamily[],
  after: readonly MetricFamily[],
): readonly SeriesGrowth[] {
  const earlier = new Map(before.map((family) => [family.name, family]));
  const ownMetrics = registryMetricsIn(after);
  return after.flatMap((family) => {
    if (ownMetrics.has(family.name) || family.name === overflowName) return [];
    const was = earlier.get(family.name);
    const text = growth(was, family);
    return text === undefined ? [] : [{ metric: family.name, text }];
  });
}

function growth(before: MetricFamily | undefined, after: MetricFamily): string | undefined {
  const count = before?.columns.size ?? 0;
  const added = after.columns.size - count;
  const lost = (after.overflowed ?? 0) - (before?.overflowed ?? 0);
  const parts: string[] = [];
  if (added > 0) {
    parts.push(
      `${added} series (${count} before, ${after.columns.size} now); ${blame(before, after)}`,
    );
  }
  // At its limit a metric grows no more, however many values come.
  if (lost > 0)
    parts.push(`${lost} look-ups that went to its overflow series, as it is at its maxSeries`);
  return parts.length === 0 ? undefined : parts.join(', and ');
}

/** The labels that have new values, those with the most first. */
function blame(before: MetricFamily | undefined, after: MetricFamily): string {
  const known = valuesByLabel(before);
  const fresh = [...valuesByLabel(after)]
    .map(([label, values]) => ({
      label,
      values: [...values].filter((value) => known.get(label)?.has(value) !== true),
    }))
    .filter(({ values }) => values.length > 0)
    .sort((a, b) => b.values.length - a.values.length)
    .map(({ label, values }) => `${label} has ${newValues(values)}`);
  if (fresh.length > 0) return fresh.join('; ');
  return 'each label value was there before, but not in these combinations';
}

function newValues(values: readonly string[]): string {
  const shown = values.slice(0, mostValues).map((value) => JSON.stringify(value));
  const more = values.length > mostValues ? ', …' : '';
  const count = values.length === 1 ? 'the new value' : `${values.length} new values:`;
  return `${count} ${shown.join(', ')}${more}`;
}

function valuesByLabel(family: MetricFamily | undefined): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const { labels } of family?.series ?? []) {
    for (const [label, value] of Object.entries(labels)) {
      const seen = values.get(label);
      if (seen === undefined) values.set(label, new Set([value]));
      else seen.add(value);
    }
  }
  return values;
}
