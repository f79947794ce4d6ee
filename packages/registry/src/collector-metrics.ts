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
  readonly #durations: RowInstrument;
  readonly #errors: RowInstrument;
  readonly #successes: RowInstrument;

  /** `prefix`: what the names begin with. */
  constructor(prefix: string) {
    const make = (
      name: string,
      help: string,
      type: 'counter' | 'gauge' | 'histogram',
      width = 1,
      ...labelNames: readonly string[]
    ): RowInstrument =>
      new RowInstrument(
        {
          name: prefix + name,
          help,
          labelNames: ['collector', ...labelNames],
          maxSeries: Infinity,
        },
        { type, width, keepsStarts: type !== 'gauge', shared: width > 1 ? { bounds } : {} },
      );
    this.#durations = make(
      'collection_duration_seconds',
      'Time that a collector took to answer a scrape.',
      'histogram',
      bounds.length + 2,
    );
    this.#errors = make(
      'collection_errors_total',
      `Collections that failed, by collector and cause: ${failureCauses.join(', ')}.`,
      'counter',
      1,
      'cause',
    );
    this.#successes = make(
      'collector_success',
      'Whether the last collection of a collector was whole.',
      'gauge',
    );
  }

  /** Takes note of a gathering and gives the families that speak of it; those of which there is nothing to say not. */
  record(reports: readonly CollectorReport[]): MetricFamily[] {
    const failed = new Set<string>();
    for (const { collector, seconds, causes } of reports) {
      if (seconds === undefined && causes.length === 0) continue;
      for (const cause of failureCauses) {
        // Shown at 0 before the first failure, so that rate() sees the step to 1.
        this.#errors.labels(collector, cause).add(0, causes.includes(cause) ? 1 : 0);
      }
      if (seconds === undefined) continue;
      const durations = this.#durations.labels(collector);
      const bucket = bounds.findIndex((bound) => seconds <= bound);
      durations.add(bucket < 0 ? bounds.length : bucket, 1);
      durations.add(bounds.length + 1, seconds);
      // Two collectors of one name share their metrics; one that failed shows.
      if (causes.length > 0) failed.add(collector);
      this.#successes.labels(collector).set(0, failed.has(collector) ? 0 : 1);
    }
    return this.#all.map((metric) => metric.snapshot()).filter(({ columns }) => columns.size > 0);
  }

  /** Forgets collectors that are registered no longer. */
  retain(names: ReadonlySet<string>): void {
    for (const metric of this.#all) {
      for (const values of [...metric.snapshot().columns.labelValues]) {
        if (!names.has(values[0] ?? '')) metric.remove(...values);
      }
    }
  }

  get #all(): readonly RowInstrument[] {
    return [this.#durations, this.#errors, this.#successes];
  }
}
