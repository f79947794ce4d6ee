import { constants } from 'node:perf_hooks';

/** The kinds of garbage collections, as they stand in labels and in their order. */
export const gcKinds = ['major', 'minor', 'incremental', 'weakcb'] as const;

export type GcKind = (typeof gcKinds)[number];

/**
 * What the young generation is collected by with the flag `--minor-ms`. Node.js has no constant for it.
 *
 * @see GCType in v8-callbacks.h
 */
const minorMarkSweep = 2;

/** Kinds by what performance entries call them. */
export const kindOfEntry: ReadonlyMap<number, GcKind> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [minorMarkSweep, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Kinds by what the profiler of garbage collections calls them; `Unknown` is the one without a constant. */
export const kindOfProfile: ReadonlyMap<string, GcKind> = new Map([
  ['MarkSweepCompact', 'major'],
  ['Scavenge', 'minor'],
  ['MinorMarkSweep', 'minor'],
  ['Unknown', 'minor'],
  ['IncrementalMarking', 'incremental'],
  ['ProcessWeakCallbacks', 'weakcb'],
]);
