import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { Histogram } from '@telltale/metrics';
import type { MetricFamily } from '@telltale/model';
import { gcKinds, kindOfEntry } from './gc-kinds.ts';
import { GcReclaimed } from './gc-reclaimed.ts';
import { checkBoolean } from './option-checks.ts';
import type { RuntimeSource } from './runtime-source.ts';

/** How garbage collections are counted. */
export interface GcOptions {
  /** Upper bounds of `nodejs_gc_duration_seconds`, in seconds. Default: 14 bounds from 100 µs to 5 s. */
  readonly buckets?: readonly number[] | undefined;
  /**
   * Whether `nodejs_gc_reclaimed_bytes_total` is shown. It takes about 30 µs more for each garbage collection, which
   * itself takes from some hundred microseconds to many milliseconds. Default: true.
   */
  readonly reclaimed?: boolean | undefined;
}

/** An entry of type `gc`, which says more than others. */
type GcEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

const defaultBuckets: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2, 5,
];

/** After so many collections their sizes are added up at the latest, lest they take memory and a long time at once. */
const mostUnread = 16;

/** Times every garbage collection from now on. */
export function garbageCollection(options: GcOptions): RuntimeSource {
  const showsReclaimed = options.reclaimed ?? true;
  checkBoolean('gc.reclaimed', showsReclaimed);
  const histogram = new Histogram({
    name: 'nodejs_gc_duration_seconds',
    help: 'Duration of garbage collections by kind (major, minor, incremental, weakcb), in seconds.',
    unit: 'seconds',
    labelNames: ['kind'],
    buckets: options.buckets ?? defaultBuckets,
    native: {},
  });
  for (const kind of gcKinds) histogram.labels(kind);
  const reclaimed = showsReclaimed ? new GcReclaimed() : undefined;
  let unread = 0;
  // As they were read last, for as long as nothing was collected since.
  let durations: MetricFamily | undefined;
  let freed: MetricFamily | undefined;
  const readSizes = (): void => {
    unread = 0;
    reclaimed?.update();
    freed = undefined;
  };
  const record = (entries: readonly PerformanceEntry[]): void => {
    // A batch holds all collections since the last turn of the event loop, which can be hundreds.
    for (const entry of entries as readonly GcEntry[]) {
      const kind = kindOfEntry.get(entry.detail.kind);
      if (kind !== undefined) histogram.observe({ kind }, entry.duration / 1000);
    }
    unread += entries.length;
    if (entries.length > 0) durations = undefined;
  };
  const observer = new PerformanceObserver((list) => {
    record(list.getEntries());
    if (unread >= mostUnread) readSizes();
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    collect(buf) {
      // Those that wait for their turn to be handed over.
      record(observer.takeRecords());
      if (unread > 0) readSizes();
      durations ??= histogram.snapshot();
      buf.push(durations);
      if (reclaimed !== undefined) buf.push((freed ??= reclaimed.counter.snapshot()));
    },
    dispose() {
      observer.disconnect();
      reclaimed?.stop();
    },
  };
}
