import type { GatherProblem, MetricFamily } from '@telltale/model';
import { Registry } from '@telltale/registry';
import type { FailureCause, ScrapeOutcome } from '../metrics/collector-state.ts';
import type { Limits } from '../modes/under-deadline.ts';
import type { Unit } from './unit.ts';

/** One collection from some units. */
export interface Gathered {
  /** Ordered by name. */
  readonly families: readonly MetricFamily[];
  readonly problems: readonly GatherProblem[];
}

/**
 * What the registry's own metrics are called here. They are those of this one collection, since the registry is made
 * for it; they become part of what is known of each unit, and are not shown.
 */
const prefix = 'telltale:scrape:';

/**
 * Collects from units, each by itself: one that fails costs its own metrics. Tells their states.
 *
 * @throws the reason of the signal
 */
export async function gatherUnits(
  units: readonly Unit[],
  { timeoutMs, signal }: Limits,
): Promise<Gathered> {
  const problems: GatherProblem[] = [];
  // A registry keeps nothing between collections but its own metrics, so one for each costs little, and its set of
  // collectors is exactly what this scrape asked for.
  const registry = new Registry({
    collectorMetrics: { prefix },
    report: (problem) => {
      problems.push(problem);
    },
  });
  registry.register(...units.map(({ collector }) => collector));
  const all = await registry.gather({ timeoutMs, signal });
  const outcomes = outcomesOf(all);
  for (const state of new Set(units.map((unit) => unit.state))) {
    const outcome = outcomes.get(state?.name ?? '');
    if (outcome !== undefined) state?.scraped(outcome);
  }
  return { families: all.filter(({ name }) => !name.startsWith(prefix)), problems };
}

function outcomesOf(families: readonly MetricFamily[]): ReadonlyMap<string, ScrapeOutcome> {
  const causes = new Map<string, FailureCause[]>();
  for (const { labels, value } of seriesOf(families, 'collection_errors_total')) {
    if (value === 0) continue;
    const { collector = '', cause } = labels;
    causes.set(collector, [...(causes.get(collector) ?? []), cause as FailureCause]);
  }
  const outcomes = new Map<string, ScrapeOutcome>();
  for (const { labels, value } of seriesOf(families, 'collection_duration_seconds')) {
    const { collector = '' } = labels;
    const seconds = typeof value === 'object' && 'sum' in value ? value.sum : 0;
    outcomes.set(collector, { seconds, causes: causes.get(collector) ?? [] });
  }
  return outcomes;
}

function seriesOf(families: readonly MetricFamily[], name: string): MetricFamily['series'] {
  return families.find((family) => family.name === prefix + name)?.series ?? [];
}
