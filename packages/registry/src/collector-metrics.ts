import type { FamilyColumns, MetricFamily, MetricType } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';

const failureCauses = ['error', 'timeout', 'conflict'] as const;

/** Why a collector's part of a page is missing or incomplete. */
export type FailureCause = (typeof failureCauses)[number];

/** How one collector fared in one gathering. */
export interface CollectorReport {
  readonly collector: string;
  readonly seconds: number;
  readonly causes: readonly FailureCause[];
}

/** Upper bounds of the durations, in seconds: a scrape takes from a millisecond to its deadline. */
const bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** What is known of one collector. */
interface Tally {
  /** A row of a histogram, as the columns of a family have it. */
  readonly durations: number[];
  readonly errors: Record<FailureCause, number>;
  readonly start: number;
  succeeded: boolean;
  /** The same arrays in each reading, as readers of columns rely on. */
  readonly labels: readonly string[];
  readonly errorLabels: readonly (readonly string[])[];
}

/**
 * The registry's own metrics about its collectors. They go to the page that they speak of: a failure shows on the
 * page from which something is missing. Kept by hand, so that a small app that counts need not bring a histogram.
 */
export class CollectorMetrics {
  readonly #prefix: string;
  readonly #tallies = new Map<string, Tally>();

  /** `prefix`: what the names begin with. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Takes note of a gathering and gives the families that speak of it. */
  record(reports: readonly CollectorReport[]): MetricFamily[] {
    const asked = new Set<Tally>();
    for (const { collector, seconds, causes } of reports) {
      const tally = this.#tally(collector);
      // Two collectors of one name share their metrics; one that failed shows.
      tally.succeeded = causes.length === 0 && (tally.succeeded || !asked.has(tally));
      asked.add(tally);
      const bucket = bounds.findIndex((bound) => seconds <= bound);
      increase(tally.durations, bucket < 0 ? bounds.length : bucket, 1);
      increase(tally.durations, bounds.length + 1, seconds);
      for (const cause of causes) tally.errors[cause]++;
    }
    const tallies = [...this.#tallies.values()];
    const start = tallies.map((tally) => tally.start);
    return [
      this.#family(
        'collection_duration_seconds',
        'Time that a collector took to answer a scrape.',
        'histogram',
        tallies.map((tally) => tally.labels),
        tallies.flatMap((tally) => tally.durations),
        { bounds, startTimestamps: Float64Array.from(start) },
      ),
      this.#family(
        'collection_errors_total',
        `Collections that failed, by collector and cause: ${failureCauses.join(', ')}.`,
        'counter',
        tallies.flatMap((tally) => tally.errorLabels),
        // Shown at 0 before the first failure, so that rate() sees the step to 1.
        tallies.flatMap(({ errors }) => failureCauses.map((cause) => errors[cause])),
        {
          startTimestamps: Float64Array.from(start.flatMap((one) => failureCauses.map(() => one))),
        },
      ),
      this.#family(
        'collector_success',
        'Whether the last collection of a collector gave everything: 1 if it did, else 0.',
        'gauge',
        Array.from(asked, (tally) => tally.labels),
        Array.from(asked, (tally) => (tally.succeeded ? 1 : 0)),
      ),
    ];
  }

  /** Forgets collectors that are registered no longer. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#tallies.keys()) if (!names.has(name)) this.#tallies.delete(name);
  }

  #tally(collector: string): Tally {
    let tally = this.#tallies.get(collector);
    if (tally === undefined) {
      tally = {
        durations: Array.from({ length: bounds.length + 2 }, () => 0),
        errors: { error: 0, timeout: 0, conflict: 0 },
        start: Date.now() / 1000,
        succeeded: true,
        labels: [collector],
        errorLabels: failureCauses.map((cause) => [collector, cause]),
      };
      this.#tallies.set(collector, tally);
    }
    return tally;
  }

  #family(
    name: string,
    help: string,
    type: MetricType,
    labelValues: readonly (readonly string[])[],
    values: readonly number[],
    more: Pick<FamilyColumns, 'bounds' | 'startTimestamps'> = {},
  ): MetricFamily {
    const size = labelValues.length;
    const labelNames = type === 'counter' ? ['collector', 'cause'] : ['collector'];
    return new ColumnFamily(
      { name: this.#prefix + name, help, type, labelNames },
      {
        size,
        width: values.length / size,
        values: Float64Array.from(values),
        labelValues,
        ...more,
      },
    );
  }
}

function increase(row: number[], cell: number, by: number): void {
  row[cell] = (row[cell] ?? 0) + by;
}
