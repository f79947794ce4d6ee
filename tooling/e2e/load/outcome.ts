/** What a scraper is told. */
export interface Order {
  readonly url: string;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly isCompressed: boolean;
  /** What each page has to have. */
  readonly series: number;
}

/** What came of it. */
export interface Outcome {
  readonly sent: number;
  /** Until the last was sent. */
  readonly sendingSeconds: number;
  readonly answered: number;
  /** Answers that were looked at as a whole. */
  readonly checked: number;
  /** Scrapes that were sent late because the scraper itself was busy. */
  readonly late: number;
  readonly megabytes: number;
  readonly seconds: number;
  /** How often each reason was. */
  readonly errors: Readonly<Record<string, number>>;
  readonly milliseconds: Readonly<Record<'p50' | 'p90' | 'p99' | 'most', number>>;
}
