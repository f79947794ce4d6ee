import { isMetric, type Collector } from '@telltale/model';
import type { ScheduleSettings } from '../config/schedule-fields.ts';
import { CollectorState } from '../metrics/collector-state.ts';
import type { RowState } from '../metrics/row-state.ts';
import { cachedCollector } from '../modes/cached-collector.ts';
import { defaultDeadlineMs, type KeepingCollector } from '../modes/kept-result.ts';
import { scheduledCollector } from '../modes/scheduled-collector.ts';
import { singleFlight } from '../modes/single-flight.ts';
import { timetable } from '../modes/timetable.ts';
import { observedCollector } from './observed-collector.ts';

/** One thing that is collected from, as `collect[]` names it. */
export interface Unit {
  readonly name: string;
  /** The name of its source. */
  readonly source: string;
  /** The name in the configuration that it is there for; several units may have the same. */
  readonly group: string;
  /** What a scrape asks: it collects, or shows what was collected before. */
  readonly collector: Collector;
  /** When it is collected from: at scrapes, at scrapes but not all, or by a timetable. */
  readonly mode: 'scrape' | 'cache' | 'interval' | 'cron';
  /** Absent for metrics of the caller's own, which are read and never fail. */
  readonly state: CollectorState | undefined;
  /** Seconds since what it shows was collected, where that is kept. */
  readonly ageSeconds?: (() => number | undefined) | undefined;
  /** What is known of its queries, where it asks a source of rows. */
  readonly rows?: RowState | undefined;
  /** Ends what it does by itself, and what its collector holds. */
  readonly close: () => void | Promise<void>;
}

export interface UnitOptions {
  readonly name: string;
  readonly source: string;
  /** Default: `source`. */
  readonly group?: string | undefined;
  readonly schedule?: ScheduleSettings | undefined;
  readonly rows?: RowState | undefined;
}

/** Puts a collector under its schedule, deadline and limit. Where it works by itself, it begins at once. */
export function makeUnit(
  collector: Collector,
  { name, source, group = source, schedule = {}, rows }: UnitOptions,
): Unit {
  const { mode = 'scrape', cache_ttl: ttlMs, deadline } = schedule;
  const isKept = mode !== 'scrape' || ttlMs !== undefined;
  const state = new CollectorState(name, {
    countsCollections: isKept,
    lacking: rows && (() => rows.lacking),
  });
  const observed = observedCollector(singleFlight(collector), {
    name,
    state,
    deadlineMs: deadline,
    seriesLimit: schedule.series_limit,
  });
  const disposeInner = (): void | Promise<void> => disposeOf(collector);
  const timeoutMs = deadline ?? defaultDeadlineMs(schedule.interval);
  let keeping: KeepingCollector | undefined;
  if (mode !== 'scrape') {
    keeping = scheduledCollector(observed, { timetable: timetable(schedule), timeoutMs });
  } else if (ttlMs !== undefined) {
    keeping = cachedCollector(observed, { ttlMs, timeoutMs });
  }
  return {
    name,
    source,
    group,
    collector: keeping ?? observed,
    mode: mode === 'scrape' && ttlMs !== undefined ? 'cache' : mode,
    state,
    ageSeconds: keeping?.ageSeconds,
    rows,
    close() {
      keeping?.[Symbol.dispose]();
      return disposeInner();
    },
  };
}

/** A collector of the caller's own; a metric is read as it is. */
export function callersUnit(collector: Collector): Unit {
  if (!isMetric(collector)) {
    return makeUnit(collector, { name: collector.name, source: collector.name });
  }
  return {
    name: collector.name,
    source: collector.name,
    group: collector.name,
    collector,
    mode: 'scrape',
    state: undefined,
    close: () => undefined,
  };
}

/** What a source is called among several collectors of it: its own name goes to the one that has it, or is alone. */
export function unitName(source: string, collector: Collector, isAlone: boolean): string {
  return isAlone || collector.name === source ? source : `${source}/${collector.name}`;
}

function disposeOf(
  collector: Collector & Partial<Disposable & AsyncDisposable>,
): void | Promise<void> {
  const { [Symbol.asyncDispose]: disposeAsync, [Symbol.dispose]: dispose } = collector;
  if (disposeAsync !== undefined) return disposeAsync.call(collector) as Promise<void>;
  dispose?.call(collector);
}
