/** Label values by name, as an application writes them out at each call. */
export type Labels = Readonly<Record<string, string>>;

/** One series of a counter: a handle, or a counter without labels. */
export interface CounterHandle {
  inc(by?: number): void;
}

export interface LabelledCounter {
  inc(labels: Labels, by?: number): void;
  /** What an application keeps to not look the series up again. */
  labels(labels: Labels): CounterHandle;
}

/** One series of a histogram or summary. */
export interface ObservingHandle {
  observe(value: number): void;
}

export interface LabelledHistogram {
  observe(labels: Labels, value: number): void;
  labels(labels: Labels): ObservingHandle;
}

export type PageFormat = 'text' | 'openmetrics' | 'protobuf';

/** The bytes of a page as they go on the wire: all of them, or in parts that a server sends one after the other. */
export type Page = Uint8Array | readonly Uint8Array[];

/** How many series a metric will have at most: clients with a limit are told not to stop below it. */
export interface LabelledOptions {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly series: number;
}

/** A client library with an empty registry of its own. What is optional here, not every client has. */
export interface Client {
  readonly formats: readonly PageFormat[];
  counter(name: string): CounterHandle;
  labelledCounter(options: LabelledOptions): LabelledCounter;
  labelledHistogram(options: LabelledOptions & { buckets: readonly number[] }): LabelledHistogram;
  /** A native histogram without labels whose buckets grow by `factor`. */
  nativeHistogram?(name: string, factor: number): ObservingHandle;
  /** Quantiles over the last ten minutes, a window that moves in five steps. */
  labelledSummary?(
    options: LabelledOptions & { quantiles: readonly number[] },
  ): Pick<LabelledHistogram, 'labels'>;
  /** What one scrape costs in the process: reads every metric and gives the bytes that go on the wire. */
  page(format: PageFormat): Promise<Page>;
  /** A page of text in gzip, as its own server sends it. Clients without a server of their own compress `page`. */
  gzipPage?(): Promise<readonly Uint8Array[]>;
}

export interface ClientOptions {
  /** Whether it keeps what it rendered for the next page. A client that has no choice does what it always does. */
  readonly keepPages: boolean;
}

/** What is on a page, to compare what was written with what was recorded, or parsed with what was written. */
export interface PageTotals {
  /** Samples, as the text format has them. */
  readonly samples: number;
  /** The sum of the values of all samples. */
  readonly sum: number;
}

/** The metrics that a client has of the process and of Node.js, all that are on by default, in a registry of their own. */
export interface DefaultMetrics {
  /** What one scrape costs in the process: as that of {@link Client}, in text. */
  page(): Promise<Page>;
}

/** A library that is measured: functions, so that each can stand alone. */
export interface Contender {
  /** Absent from a library that only parses. */
  readonly client?: (options: ClientOptions) => Client;
  /** Begins to measure the process, as an application does when it starts. Absent from what has no such metrics. */
  readonly defaultMetrics?: () => DefaultMetrics | Promise<DefaultMetrics>;
  /** Parses a page of text; what is returned counts what was parsed, outside of the measured time. */
  readonly parse?: (page: string) => () => PageTotals;
}
