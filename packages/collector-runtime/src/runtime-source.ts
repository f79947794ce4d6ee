import type { Metric } from '@telltale/model';

/** One thing that the runtime can be asked about. */
export interface RuntimeSource {
  /** Appends its metrics, as they are now. */
  collect(buf: Metric[]): void;
  /** Stops what runs between collections. */
  dispose?(): void;
}
