import { RowInstrument } from '@telltale/metrics/internal';
import type { MetricFamily } from '@telltale/model';

const failureCauses = ['error', 'timeout', 'conflict', 'invalid'] as const;

/** Why a collector's part of a page is missing or incomplete. */
export type FailureCause = (typeof failureCauses)[number];

/** How one collector fared in one gathering. */
export interface CollectorReport {
  readonly collector: string;
  /** Absent where it was not asked but read, as instruments are: only what went wrong is counted then. */
  readonly seconds: number | undefined;
  readonly causes: readonly FailureCause[];
}

/** Upper bounds of the durations, in seconds: a scrape takes from a millisecond to its deadline. */
const bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/**
 * The registry's own metrics about its collectors. They go to the page that they speak of: a failure shows on the
 * page from which something is missing. They are kept in plain rows, so that an app that only counts need not bring
 * the histogram for users.
 */
export class CollectorMetrics {
  readonly #all: readonly [
    durations: RowInstrument,
    errors: RowInstrument,
    successes: RowInstrument,
  ];
  /**
   * Of each collector those of its causes, from 0 on, of its duration, 4, and of its success, 5: kept, as to look series
   * up costs more.
   */
  readonly #handles = new Map<string, (ReturnType<RowInstrument['labels']> | undefined)[]>();

  /** `prefix`: what the names begin with. */
  constructor(prefix = 'exporter_') {
    this.#all = [
      new RowInstrument(
        {
          name: `${prefix}collection_duration_seconds`,
          help: 'Duration of collections.',
          labelNames: ['collector'],
        },
        { type: 'histogram', width: bounds.length + 2, keepsStarts: true, shared: { bounds } },
      ),
      new RowInstrument(
        {
          name: `${prefix}collection_errors_total`,
          help: 'Failed collections.',
          labelNames: ['collector', 'cause'],
        },
        { type: 'counter', width: 1, keepsStarts: true },
      ),
      new RowInstrument(
        {
          name: `${prefix}collector_success`,
          help: 'Whether the last collection was whole.',
          labelNames: ['collector'],
        },
        { type: 'gauge', width: 1 },
      ),
    ];
  }

  /** Takes note of a gathering and gives the families that speak of it; those of which there is nothing to say not. */
  record(reports: readonly CollectorReport[]): MetricFamily[] {
    const [durations, errors, successes] = this.#all;
    const failed = new Set<string>();
    for (const { collector, seconds, causes } of reports) {
      if (seconds === undefined && causes.length === 0) continue;
      const handles = this.#handles.get(collector) ?? [];
      this.#handles.set(collector, handles);
      failureCauses.forEach((cause, at) => {
        // Shown at 0 before the first failure, so that rate() sees the step to 1.
        (handles[at] ??= errors.labels(collector, cause)).add(0, Number(causes.includes(cause)));
      });
      if (seconds === undefined) continue;
      const duration = (handles[4] ??= durations.labels(collector));
      let bucket = 0;
      while ((bounds[bucket] as number) < seconds) bucket++;
      duration.add(bucket, 1);
      duration.add(bounds.length + 1, seconds);
      // Two collectors of one name share their metrics; one that failed shows.
      if (causes.length > 0) failed.add(collector);
      (handles[5] ??= successes.labels(collector)).set(0, Number(!failed.has(collector)));
    }
    return this.#all.map((metric) => metric.snapshot()).filter(({ columns }) => columns.size > 0);
  }

  /** Forgets collectors that are registered no longer. */
  retain(names: readonly string[]): void {
    this.#handles.forEach((handles, collector) => {
      if (names.includes(collector)) return;
      this.#handles.delete(collector);
      for (const handle of handles) handle?.drop();
    });
  }
}
