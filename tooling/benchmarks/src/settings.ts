/** How long loops of single operations are run. */
export interface LoopSettings {
  /** Milliseconds before anything counts. */
  readonly warmUpMs: number;
  /** Milliseconds of one batch, about. */
  readonly batchMs: number;
  /** The figure is the median of so many batches. */
  readonly batches: number;
}

/** How many pages are made. */
export interface PageSettings {
  readonly warmUp: number;
  /** The figure is the median of so many pages. */
  readonly measured: number;
}

/** How many scrapes of the default metrics are made. */
export interface ScrapeSettings {
  readonly warmUp: number;
  /** Scrapes of one batch. */
  readonly perBatch: number;
  /** The figure is the median of so many batches. */
  readonly batches: number;
  /** Milliseconds that a process is watched that does nothing. */
  readonly idleMs: number;
}

/** Everything that a case can be varied in. It reaches the processes that measure as JSON. */
export interface Settings {
  /** Counters on a page; of histograms there are a tenth as many. */
  readonly series: number;
  /** Label sets that single operations go around. */
  readonly combinations: number;
  /** Labels of each series, from 1 to 5. */
  readonly labels: number;
  readonly values: 'ascii' | 'utf-8';
  readonly numbers: 'whole' | 'float';
  /** Length of the page that is parsed, about. */
  readonly parseBytes: number;
  readonly loop: LoopSettings;
  readonly page: PageSettings;
  readonly scrape: ScrapeSettings;
}

/** What the accepted ratios are about. */
export const fullSettings: Settings = {
  series: 100_000,
  combinations: 1_000,
  labels: 3,
  values: 'ascii',
  numbers: 'whole',
  parseBytes: 10_000_000,
  loop: { warmUpMs: 300, batchMs: 40, batches: 9 },
  page: { warmUp: 10, measured: 7 },
  scrape: { warmUp: 1_000, perBatch: 200, batches: 9, idleMs: 5_000 },
};

/** Small enough to see within a minute or two whether everything runs. Its figures mean little. */
export const quickSettings: Settings = {
  ...fullSettings,
  series: 5_000,
  combinations: 100,
  parseBytes: 500_000,
  loop: { warmUpMs: 60, batchMs: 10, batches: 5 },
  page: { warmUp: 10, measured: 5 },
  scrape: { warmUp: 300, perBatch: 50, batches: 5, idleMs: 1_000 },
};

/** The smallest that still does everything once: for tests. */
export const tinySettings: Settings = {
  ...fullSettings,
  series: 100,
  combinations: 20,
  parseBytes: 20_000,
  loop: { warmUpMs: 0.1, batchMs: 0.1, batches: 1 },
  page: { warmUp: 1, measured: 1 },
  scrape: { warmUp: 1, perBatch: 2, batches: 1, idleMs: 50 },
};
