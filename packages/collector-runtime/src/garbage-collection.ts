import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { Histogram } from '@telltale/metrics';
import type { RuntimeSource } from './runtime-source.ts';

/** How garbage collections are counted. */
export interface GcOptions {
  /** Upper bounds of `nodejs_gc_duration_seconds`, in seconds. Default: 14 bounds from 100 µs to 5 s. */
  readonly buckets?: readonly number[] | undefined;
}

/** An entry of type `gc`, which says more than others. */
type GcEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

const defaultBuckets: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2, 5,
];

/** Times every garbage collection from now on. */
export function garbageCollection(options: GcOptions): RuntimeSource {
  const histogram = new Histogram({
    name: 'nodejs_gc_duration_seconds',
    help: 'Duration of garbage collections by kind (major, minor, incremental, weakcb), in seconds.',
    unit: 'seconds',
    labelNames: ['kind'],
    buckets: options.buckets ?? defaultBuckets,
  });
  const byKind = new Map([
    [constants.NODE_PERFORMANCE_GC_MAJOR, histogram.labels('major')],
    [constants.NODE_PERFORMANCE_GC_MINOR, histogram.labels('minor')],
    [constants.NODE_PERFORMANCE_GC_INCREMENTAL, histogram.labels('incremental')],
    [constants.NODE_PERFORMANCE_GC_WEAKCB, histogram.labels('weakcb')],
  ]);
  const record = (entries: readonly PerformanceEntry[]): void => {
    // A batch holds all collections since the last turn of the event loop, which can be hundreds.
    for (const entry of entries as readonly GcEntry[]) {
      byKind.get(entry.detail.kind)?.observe(entry.duration / 1000);
    }
  };
  const observer = new PerformanceObserver((list) => {
    record(list.getEntries());
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    collect(buf) {
      // Those that wait for their turn to be handed over.
      record(observer.takeRecords());
      buf.push(histogram);
    },
    dispose() {
      observer.disconnect();
    },
  };
}
