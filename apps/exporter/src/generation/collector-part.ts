import { rowCollector, type CollectedRows, type RowSource } from '@telltale/rows';
import { queryOf, sourcesOf } from '../config/check-collectors.ts';
import type { CollectorSettings } from '../config/collector-schema.ts';
import type { Config } from '../config/config-schema.ts';
import { contentHash } from '../config/content-hash.ts';
import { RowState } from '../metrics/row-state.ts';
import { sourceTypeOf } from '../sources/source-types.ts';
import type { BuildOptions } from './build-generation.ts';
import type { BuiltPart } from './generation.ts';
import { inConfiguration } from './in-configuration.ts';
import { oneQueryAtATime } from './one-query-at-a-time.ts';
import { Part } from './part.ts';
import { rowMetric } from './row-metric.ts';
import { isAbandoned } from '../modes/abandoned.ts';
import { isTimeout } from '../modes/under-deadline.ts';
import { makeUnit, type Unit } from './unit.ts';

/** Where a failure is answered by something else, that has to be done before the scrape is over. */
const defaultDeadlineMs = 5000;

/**
 * Builds a collector of rows for each of its sources, or takes what was before where neither it nor they have changed.
 *
 * @throws INVALID_NAME, INVALID_OPTION and others, with what is wrong with a metric
 */
export function collectorPart(
  name: string,
  settings: CollectorSettings,
  config: Config,
  parts: ReadonlyMap<string, Part<BuiltPart>>,
  { previous, warn }: BuildOptions,
): Part<BuiltPart> {
  const sources = sourcesOf(settings);
  const query = queryOf(settings, config);
  const hashes = sources.map((source) => parts.get(`source/${source}`)?.hash);
  const hash = contentHash(name, settings, query, hashes);
  const before = previous?.parts.get(`collector/${name}`);
  if (before?.hash === hash) return before.hold();

  const units = sources.map((source) => {
    const rows = parts.get(`source/${source}`)?.value.rows;
    if (rows === undefined) throw new Error(`the source ${source} gives no rows`);
    const unit = sources.length === 1 ? name : `${name}/${source}`;
    return rowUnit(settings, { unit, group: name, source, rows, query, config, warn });
  });
  return new Part(hash, { name, units }, async () => {
    await Promise.allSettled(units.map(async (unit) => unit.close()));
  });
}

interface RowUnitOptions {
  readonly unit: string;
  readonly group: string;
  readonly source: string;
  readonly rows: RowSource<unknown>;
  readonly query: unknown;
  readonly config: Config;
  readonly warn: BuildOptions['warn'];
}

function rowUnit(
  settings: CollectorSettings,
  { unit, group, source, rows, query, config, warn }: RowUnitOptions,
): Unit {
  const options = config.sources?.[source];
  const schema = options && sourceTypeOf(options.type).query;
  const labels = options !== undefined && 'labels' in options ? options.labels : undefined;
  const onError = settings.on_error ?? 'drop';
  const state = new RowState();
  const collector = rowCollector<unknown>({
    name: unit,
    source: oneQueryAtATime(rows),
    // As the type of the source reads it, with its defaults.
    query: schema?.parse(query) ?? query,
    metrics: settings.metrics.map((metric) => rowMetric(metric, labels)),
    onEmpty: settings.on_empty,
    onNull: settings.on_null,
    onDuplicate: settings.on_duplicate,
    onError,
    maxAge: settings.max_age,
    timeoutMs: settings.deadline ?? (onError === 'drop' ? undefined : defaultDeadlineMs),
    seriesLimit: settings.series_limit,
    onRows: (result) => {
      state.answered(result.rows, isWhole(result));
      for (const message of lossesOf(result)) warn(unit, message);
    },
    onFailure: (error) => {
      // That nobody waits for an answer says nothing of the source.
      if (isAbandoned(error)) return;
      state.failed(isTimeout(error) ? 'timeout' : 'error');
      // Otherwise the collection fails, and the log says so.
      if (onError !== 'drop') warn(unit, `the query failed: ${messageOf(error)}`);
    },
  });
  // The limit and the deadline are the row collector's own, which can still show something in place of the result.
  const schedule = { ...settings, series_limit: undefined, deadline: undefined };
  return makeUnit(collector, { name: unit, source, group, schedule, rows: state });
}

/** Whether no metric was lost to its rows: by a policy, or because of all of its values none could be used. */
function isWhole({ dropped, families }: CollectedRows): boolean {
  const shown = new Set(families.map(({ name }) => name));
  return dropped.every(
    ({ isFamily, reason, metric }) => !isFamily && (reason !== 'value' || shown.has(metric)),
  );
}

function lossesOf({ dropped, warnings }: CollectedRows): readonly string[] {
  return [...dropped, ...warnings].map(
    ({ metric, message }) => `${metric}: ${inConfiguration(message)}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
