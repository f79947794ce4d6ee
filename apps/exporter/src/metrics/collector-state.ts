/** Why a collector's part of a page is missing or incomplete. */
export const failureCauses = ['error', 'timeout', 'conflict', 'invalid'] as const;
export type FailureCause = (typeof failureCauses)[number];

/** Upper bounds of the durations, in seconds: a scrape takes from a millisecond to its deadline. */
export const durationBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;

/** How many of the last collections are remembered one by one. */
const mostRecent = 60;

/** One of the last collections. */
export interface RecentCollection {
  readonly seconds: number;
  readonly isWhole: boolean;
}

/** How a collection ended. */
export interface CollectionOutcome {
  readonly seconds: number;
  /** Absent where it succeeded. */
  readonly failure?: { readonly cause: 'error' | 'timeout'; readonly error: unknown } | undefined;
  /** How many series it gave. */
  readonly series?: number | undefined;
}

/** What a scrape made of a collector. */
export interface ScrapeOutcome {
  readonly seconds: number;
  readonly causes: readonly FailureCause[];
}

export interface CollectorStateOptions {
  /** Whether durations and errors are those of collections that no scrape waits for. Default: those of scrapes. */
  readonly countsCollections?: boolean | undefined;
  /** Why what it gave last is not all that it should be, though it did not fail. Default: never. */
  readonly lacking?: (() => FailureCause | undefined) | undefined;
}

/** What is known of one collector: its part of the exporter's own metrics, and of the page for people. */
export class CollectorState {
  readonly name: string;
  /** Whether durations and errors are those of collections that no scrape waits for. */
  readonly #countsCollections: boolean;
  readonly #lacking: CollectorStateOptions['lacking'];
  /** Unix time in seconds. */
  #startedAt = Date.now() / 1000;
  #bucketCounts: number[] = Array.from({ length: durationBounds.length + 1 }, () => 0);
  #durationSum = 0;
  #errors: Record<FailureCause, number> = { error: 0, timeout: 0, conflict: 0, invalid: 0 };
  #droppedSeries = 0;
  #success: boolean | undefined;
  #lastSuccessAt: number | undefined;
  #last: CollectionOutcome | undefined;
  #recent: RecentCollection[] = [];

  constructor(name: string, { countsCollections = false, lacking }: CollectorStateOptions = {}) {
    this.name = name;
    this.#countsCollections = countsCollections;
    this.#lacking = lacking;
  }

  /** Whether the last scrape had all of it; undefined before the first. */
  get success(): boolean | undefined {
    return this.#success;
  }
  /** Unix time in seconds of the last collection that succeeded; undefined before the first. */
  get lastSuccessAt(): number | undefined {
    return this.#lastSuccessAt;
  }
  /** How the last collection ended; undefined before the first. */
  get last(): CollectionOutcome | undefined {
    return this.#last;
  }
  /** The last collections, the latest at the end. */
  get recent(): readonly RecentCollection[] {
    return this.#recent;
  }
  /** Unix time in seconds since when the counts are. */
  get startedAt(): number {
    return this.#startedAt;
  }
  get durations(): { readonly counts: readonly number[]; readonly sum: number } {
    return { counts: this.#bucketCounts, sum: this.#durationSum };
  }
  get errors(): Readonly<Record<FailureCause, number>> {
    return this.#errors;
  }
  /** How many series were left out because of a limit, in all collections. */
  get droppedSeries(): number {
    return this.#droppedSeries;
  }

  /** A collection has ended. */
  collected(outcome: CollectionOutcome): void {
    this.#last = outcome;
    if (outcome.failure === undefined) this.#lastSuccessAt = Date.now() / 1000;
    if (!this.#countsCollections) return;
    this.#observe(outcome.seconds, outcome.failure === undefined);
    if (outcome.failure !== undefined) this.#errors[outcome.failure.cause]++;
  }

  /** A scrape that asked the collector has ended. */
  scraped({ seconds, causes: given }: ScrapeOutcome): void {
    const lacking = this.#lacking?.();
    // To the registry, a deadline of the collector's own is an error as any other.
    const isLate = this.#last?.failure?.cause === 'timeout';
    const causes =
      lacking === undefined || given.length > 0
        ? given.map((cause) => (cause === 'error' && isLate ? 'timeout' : cause))
        : [lacking];
    this.#success = causes.length === 0;
    for (const cause of causes) {
      // The collection has counted these itself, once for all scrapes that were shown its result.
      const isCounted = this.#countsCollections && (cause === 'error' || cause === 'timeout');
      if (!isCounted) this.#errors[cause]++;
    }
    if (!this.#countsCollections) this.#observe(seconds, this.#success);
  }

  dropped(series: number): void {
    this.#droppedSeries += series;
  }

  /** Goes on where the collector of the same name, of the configuration before, has stopped. */
  continue(before: CollectorState): void {
    this.#startedAt = before.#startedAt;
    this.#bucketCounts = this.#bucketCounts.map(
      (count, index) => count + (before.#bucketCounts[index] ?? 0),
    );
    this.#durationSum += before.#durationSum;
    for (const cause of failureCauses) this.#errors[cause] += before.#errors[cause];
    this.#droppedSeries += before.#droppedSeries;
    this.#lastSuccessAt ??= before.#lastSuccessAt;
    this.#recent = [...before.#recent, ...this.#recent].slice(-mostRecent);
  }

  #observe(seconds: number, isWhole: boolean): void {
    this.#recent.push({ seconds, isWhole });
    if (this.#recent.length > mostRecent) this.#recent.shift();
    const found = durationBounds.findIndex((bound) => seconds <= bound);
    const bucket = found < 0 ? durationBounds.length : found;
    this.#bucketCounts[bucket] = (this.#bucketCounts[bucket] ?? 0) + 1;
    this.#durationSum += seconds;
  }
}
