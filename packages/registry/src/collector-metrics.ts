import { Counter } from '@telltale/metrics';
import type { MetricFamily } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';

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

const labelNames = ['collector'] as const;

/** Upper bounds of the durations, in seconds: a scrape takes from a millisecond to its deadline. */
const bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** How long one collector took: a row of a histogram, as the columns of a family have it. */
interface Durations {
  readonly row: Float64Array;
  readonly start: number;
  /** The same array in each reading, as readers of columns rely on. */
  readonly labels: readonly string[];
}

/**
 * The registry's own metrics about its collectors. They go to the page that they speak of: a failure shows on the
 * page from which something is missing. The histogram is kept by hand, so that an app that only counts need not bring
 * the one for users.
 */
export class CollectorMetrics {
  readonly #prefix: string;
  readonly #durations = new Map<string, Durations>();
  readonly #errors: Counter<readonly ['collector', 'cause']>;

  /** `prefix`: what the names begin with. */
  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#errors = new Counter({
      name: `${prefix}collection_errors_total`,
      help: `Collections that failed, by collector and cause: ${failureCauses.join(', ')}.`,
      labelNames: [...labelNames, 'cause'],
      maxSeries: Infinity,
    });
  }

  /** Takes note of a gathering and gives the families that speak of it; those of which there is nothing to say not. */
  record(reports: readonly CollectorReport[]): MetricFamily[] {
    const succeeded = new Map<Durations, boolean>();
    for (const { collector, seconds, causes } of reports) {
      if (seconds === undefined && causes.length === 0) continue;
      for (const cause of failureCauses) {
        // Shown at 0 before the first failure, so that rate() sees the step to 1.
        this.#errors.inc({ collector, cause }, causes.includes(cause) ? 1 : 0);
      }
      if (seconds === undefined) continue;
      const durations = this.#durationsOf(collector);
      const bucket = bounds.findIndex((bound) => seconds <= bound);
      increase(durations.row, bucket < 0 ? bounds.length : bucket, 1);
      increase(durations.row, bounds.length + 1, seconds);
      // Two collectors of one name share their metrics; one that failed shows.
      succeeded.set(durations, causes.length === 0 && succeeded.get(durations) !== false);
    }
    const all = [...this.#durations.values()];
    const asked = [...succeeded.keys()];
    return [
      new ColumnFamily(
        {
          name: `${this.#prefix}collection_duration_seconds`,
          help: 'Time that a collector took to answer a scrape.',
          type: 'histogram',
          labelNames,
        },
        {
          size: all.length,
          width: bounds.length + 2,
          values: Float64Array.from(all.flatMap(({ row }) => [...row])),
          labelValues: all.map(({ labels }) => labels),
          startTimestamps: Float64Array.from(all, ({ start }) => start),
          bounds,
        },
      ),
      this.#errors.snapshot(),
      new ColumnFamily(
        {
          name: `${this.#prefix}collector_success`,
          help: 'Whether the last collection of a collector gave everything: 1 if it did, else 0.',
          type: 'gauge',
          labelNames,
        },
        {
          size: asked.length,
          width: 1,
          values: Float64Array.from(succeeded.values(), Number),
          labelValues: asked.map(({ labels }) => labels),
        },
      ),
    ].filter(({ columns }) => columns.size > 0);
  }

  /** Forgets collectors that are registered no longer. */
  retain(names: ReadonlySet<string>): void {
    for (const [collector = '', cause = ''] of [...this.#errors.snapshot().columns.labelValues]) {
      if (names.has(collector)) continue;
      this.#durations.delete(collector);
      this.#errors.remove({ collector, cause });
    }
  }

  #durationsOf(collector: string): Durations {
    let durations = this.#durations.get(collector);
    if (durations === undefined) {
      durations = {
        row: new Float64Array(bounds.length + 2),
        start: Date.now() / 1000,
        labels: [collector],
      };
      this.#durations.set(collector, durations);
    }
    return durations;
  }
}

function increase(row: Float64Array, cell: number, by: number): void {
  row[cell] = (row[cell] ?? 0) + by;
}
