import type { MetricFamily } from '@telltale/model';
import type { PoolUse } from '@telltale/rows';
import type { BuiltPart, Generation } from '../generation/generation.ts';
import type { Unit } from '../generation/unit.ts';
import type { RecentCollection } from '../metrics/collector-state.ts';
import { isSourceUp } from '../metrics/source-families.ts';
import type { Reading } from './readings.ts';

/** `waiting`: nothing was collected yet. */
export type State = 'ok' | 'failing' | 'waiting';

/** One collector, as the page shows it. */
export interface CollectorStatus {
  readonly name: string;
  readonly source: string;
  readonly mode: Unit['mode'];
  readonly state: State;
  /** Why it fails, without secrets. */
  readonly error?: string | undefined;
  readonly lastDurationSeconds?: number | undefined;
  /** Unix time in seconds of the last collection that succeeded. */
  readonly lastSuccessAt?: number | undefined;
  /** Of what it shows, where that was kept. */
  readonly ageSeconds?: number | undefined;
  readonly series?: number | undefined;
  readonly droppedSeries: number;
  readonly rows?: number | undefined;
  readonly recent: readonly RecentCollection[];
}

/** One source of rows, or of collectors. */
export interface SourceStatus {
  readonly name: string;
  readonly type: string;
  readonly state: State;
  readonly pool?: PoolUse | undefined;
}

/** How the exporter is, as the page and `/api/v1/status` show it. */
export interface PageState {
  readonly version: string;
  /** Unix time in seconds. */
  readonly startedAt: number;
  /** The file of the configuration; absent for the built-in one. */
  readonly configFile?: string | undefined;
  /** Why the last reload failed; absent where it did not. */
  readonly reloadError?: string | undefined;
  /** Of the last collection from everything: Unix time in seconds; absent before the first. */
  readonly collectedAt?: number | undefined;
  readonly families: number;
  readonly series: number;
  readonly collectors: readonly CollectorStatus[];
  readonly sources: readonly SourceStatus[];
  /** Names of the modules that `/probe` has. */
  readonly modules: readonly string[];
}

export interface PageStateSources {
  readonly version: string;
  readonly startedAt: number;
  readonly generation: Generation;
  readonly reading: Reading | undefined;
  readonly reloadError: string | undefined;
  readonly mask: (text: string) => string;
}

export function pageState(sources: PageStateSources): PageState {
  const { version, startedAt, generation, reading, mask } = sources;
  const { config, file } = generation.loaded;
  const { families = [] } = reading ?? {};
  return {
    version,
    startedAt,
    configFile: file,
    reloadError: sources.reloadError && mask(sources.reloadError),
    collectedAt: reading && reading.at / 1000,
    families: families.length,
    series: families.reduce((sum, { columns }) => sum + columns.size, 0),
    collectors: generation.units.map((unit) => collectorStatus(unit, reading, mask)),
    sources: [...generation.parts.values()].flatMap(({ value }) => {
      const { type } = value;
      return type === undefined ? [] : [sourceStatus(value, type, generation.units)];
    }),
    modules: Object.keys(config.modules ?? {}),
  };
}

function collectorStatus(
  { name, source, mode, state, ageSeconds, rows }: Unit,
  reading: Reading | undefined,
  mask: (text: string) => string,
): CollectorStatus {
  const isFailing = state?.success === false;
  return {
    name,
    source,
    mode,
    state: stateOf(state === undefined ? true : state.success),
    error: isFailing ? mask(errorOf(name, state.last?.failure?.error, reading)) : undefined,
    lastDurationSeconds: state?.last?.seconds,
    lastSuccessAt: state?.lastSuccessAt,
    ageSeconds: ageSeconds?.(),
    series: state?.last?.series,
    droppedSeries: state?.droppedSeries ?? 0,
    rows: rows?.count,
    recent: state?.recent ?? [],
  };
}

function errorOf(name: string, failure: unknown, reading: Reading | undefined): string {
  const messages = reading?.problems
    .filter(({ collector }) => collector === name)
    .map(({ message }) => message);
  if (messages !== undefined && messages.length > 0) return messages.join('\n');
  if (failure instanceof Error) return failure.message;
  return 'A query was not answered, or its rows could not be used: the log says why.';
}

function sourceStatus(
  { name, rows }: BuiltPart,
  type: string,
  units: readonly Unit[],
): SourceStatus {
  return { name, type, state: stateOf(isSourceUp(name, units)), pool: rows?.pool?.() };
}

function stateOf(success: boolean | undefined): State {
  if (success === undefined) return 'waiting';
  return success ? 'ok' : 'failing';
}

/** Families whose name, type or help have all words of a search in them, those with the first in their name first. */
export function searched(families: readonly MetricFamily[], search: string): MetricFamily[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = families.filter(({ name, type, help }) => {
    const text = `${name} ${type} ${help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const [first = ''] = words;
  const isNamed = ({ name }: MetricFamily): number => (name.toLowerCase().includes(first) ? 0 : 1);
  return found.sort((one, other) => isNamed(one) - isNamed(other));
}
