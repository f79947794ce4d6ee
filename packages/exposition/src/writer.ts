import type { MetricFamily } from '@telltale/model';

/** Writes one page in one format. */
export interface Writer {
  /** Appends a family. */
  writeFamily(family: MetricFamily): void;
  /** Ends the page and gives it. Nothing is written after it. */
  finish(): Uint8Array;
}

/** How to encode. */
export interface EncodeOptions {
  /** Whether OpenMetrics shows when a series began to count, as `_created` samples. Default: false. */
  readonly created?: boolean | undefined;
}
