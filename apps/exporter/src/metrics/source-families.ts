import { constantFamily, type MetricFamily } from '@telltale/model';
import type { PoolUse } from '@telltale/rows';
import type { BuiltPart, Generation } from '../generation/generation.ts';
import type { Unit } from '../generation/unit.ts';

/** What the exporter says of the sources that were asked for a scrape. */
export function sourceFamilies(
  { parts }: Generation,
  units: readonly Unit[],
): readonly MetricFamily[] {
  const sources = [...parts.values()]
    .map(({ value }) => value)
    .filter(({ type }) => type !== undefined);
  const pools = sources
    .filter(({ name }) => units.some(({ source }) => source === name))
    .flatMap(({ name: source, rows }) => {
      const use = rows?.pool?.();
      return use === undefined ? [] : [{ source, use }];
    });
  const ofPools = (name: string, help: string, key: keyof PoolUse): MetricFamily =>
    constantFamily({
      name: `exporter_source_pool_${name}`,
      help,
      type: 'gauge',
      labelNames: ['source'],
      series: pools.map(({ source, use }) => ({ labels: { source }, value: use[key] })),
    });
  return [
    sourceUp(sources, units),
    ofPools('max_connections', 'Connections that a source may have.', 'max'),
    ofPools('open_connections', 'Connections that a source has.', 'open'),
    ofPools('idle_connections', 'Connections of a source that wait for a query.', 'idle'),
    ofPools('waiting_queries', 'Queries that wait for a connection of a source.', 'waiting'),
  ];
}

function sourceUp(sources: readonly BuiltPart[], units: readonly Unit[]): MetricFamily {
  return constantFamily({
    name: 'exporter_source_up',
    help: 'Whether a source answered when it was last asked; of several queries, whether any was answered.',
    type: 'gauge',
    labelNames: ['source', 'type'],
    series: sources.flatMap(({ name: source, type = '' }) => {
      const isUp = isSourceUp(source, units);
      return isUp === undefined ? [] : [{ labels: { source, type }, value: isUp ? 1 : 0 }];
    }),
  });
}

/** Whether a source answered when it was last asked; undefined where none of these units has asked it yet. */
export function isSourceUp(source: string, units: readonly Unit[]): boolean | undefined {
  const answers = units
    .filter((unit) => unit.source === source)
    .map(({ rows, state }) => (rows === undefined ? state?.success : rows.isAnswered))
    .filter((isUp) => isUp !== undefined);
  return answers.length === 0 ? undefined : answers.some(Boolean);
}
