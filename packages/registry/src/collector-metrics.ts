import { constantFamily, type MetricFamily } from '@telltale/model';
import { Counter, Histogram } from '@telltale/metrics';

/** Why a collector's part of a page is missing or incomplete. */
export type FailureCause = 'error' | 'timeout' | 'conflict';

/** How one collector fared in one gathering. */
export interface CollectorReport {
  readonly collector: string;
  readonly seconds: number;
  readonly causes: readonly FailureCause[];
}

/**
 * The registry's own metrics about its collectors. They go to the page that they speak of: a failure shows on the
 * page from which something is missing.
 */
export class CollectorMetrics {
  readonly #prefix: string;
  readonly #durations: Histogram<readonly ['collector']>;
  readonly #errors: Counter<readonly ['collector', 'cause']>;

  /** `prefix`: what the names begin with. */
  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#durations = new Histogram({
      name: `${prefix}collection_duration_seconds`,
      help: 'Time that a collector took to answer a scrape.',
      labelNames: ['collector'],
      maxSeries: Infinity,
    });
    this.#errors = new Counter({
      name: `${prefix}collection_errors_total`,
      help: 'Collections that failed, by collector and cause: error, timeout or conflict.',
      labelNames: ['collector', 'cause'],
      maxSeries: Infinity,
    });
  }

  /** Takes note of a gathering and gives the families that speak of it. */
  record(reports: readonly CollectorReport[]): MetricFamily[] {
    const succeeded = new Map<string, boolean>();
    for (const { collector, seconds, causes } of reports) {
      this.#durations.observe({ collector }, seconds);
      // Made at 0 before the first failure, so that rate() sees the step to 1.
      for (const cause of ['error', 'timeout', 'conflict'] as const) {
        this.#errors.labels({ collector, cause }).inc(causes.includes(cause) ? 1 : 0);
      }
      succeeded.set(collector, (succeeded.get(collector) ?? true) && causes.length === 0);
    }
    const success = constantFamily({
      name: `${this.#prefix}collector_success`,
      help: 'Whether the last collection of a collector gave everything: 1 if it did, else 0.',
      type: 'gauge',
      labelNames: ['collector'],
      series: Array.from(succeeded, ([collector, ok]) => ({
        labels: { collector },
        value: ok ? 1 : 0,
      })),
    });
    return [this.#durations.snapshot(), this.#errors.snapshot(), success];
  }

  /** Drops what is known of collectors that are registered no longer. */
  retain(names: ReadonlySet<string>): void {
    for (const metric of [this.#durations, this.#errors]) {
      for (const { labels } of metric.snapshot().series) {
        const { collector = '', cause = '' } = labels;
        if (names.has(collector)) continue;
        if (metric === this.#durations) this.#durations.remove({ collector });
        else this.#errors.remove({ collector, cause });
      }
    }
  }
}
