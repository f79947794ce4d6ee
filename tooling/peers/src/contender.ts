/** Labels as a scenario gives them: with values of any kind, which types would not let through. */
export type LabelsGiven = Record<string, unknown>;

export interface CounterUnderTest {
  /** `by` of any kind: scenarios give what no counter should take. */
  inc(by?: unknown): void;
  incWith(labels: LabelsGiven): void;
}

export interface HistogramUnderTest {
  observe(value: number): void;
  /** Throws {@link NotOffered} where a histogram cannot be set back. */
  reset(): void;
}

/** An instrument whose amounts carry exemplars. */
export interface ExemplarsUnderTest {
  /** Adds or observes `amount` on the metric itself, which has no labels. */
  record(amount: number, exemplar: Readonly<Record<string, string>>): void;
}

/** A counter whose amounts carry exemplars, reached by a handle for its labels. */
export interface HandleUnderTest {
  inc(amount: number, exemplar: Readonly<Record<string, string>>): void;
}

export type PageFormat = 'text' | 'openmetrics';

/**
 * One client with a registry of its own, as the scenarios see it. What a client does not have throws
 * {@link NotOffered}; anything else that it throws comes from the client.
 */
export interface Client {
  counter(name: string, labelNames?: readonly string[]): CounterUnderTest;
  gauge(name: string, value: number): void;
  /** A gauge that is set at each scrape: `collect` gives its value, at once or later. */
  gaugeAtScrape(name: string, collect: () => number | Promise<number>): void;
  histogram(name: string, buckets: readonly number[]): HistogramUnderTest;
  /** A summary without labels, of which nothing was observed. */
  emptySummary(name: string, quantile: number): void;
  counterWithExemplars(name: string): ExemplarsUnderTest;
  histogramWithExemplars(name: string, buckets: readonly number[]): ExemplarsUnderTest;
  /** The handle of a counter with exemplars for `labels`, which are all that it has. */
  handleWithExemplars(name: string, labels: Readonly<Record<string, string>>): HandleUnderTest;
  /**
   * The page as a scraper gets it: through the handler of the client if it has one. Rejects where that fails.
   * The collectors have 100 milliseconds, where the client can hold them to it.
   */
  scrape(format: PageFormat): Promise<string>;
}

/** A client library, and how to make one of its clients. */
export interface Contender {
  /** Its package on npm. */
  readonly name: string;
  /** A client with an empty registry, which shares nothing with another one. */
  client(): Client;
}

/** Says that a client has nothing that a scenario could be run on. */
export class NotOffered extends Error {
  override name = 'NotOffered';
}

export function notOffered(what: string): never {
  throw new NotOffered(`there is no ${what}`);
}
