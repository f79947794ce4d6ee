import type { RowMetric, RowPolicies } from './row-metric.ts';
import type { RowFamilies } from './row-families.ts';
import type { RowSource } from './row-source.ts';

/**
 * What to show when the query fails or is late.
 *
 * - `drop`: nothing; the collection fails, and the registry says so.
 * - `keep`: what the last result made, until that is older than `maxAge`; then as `drop`.
 * - `nan`: the series of the last result, gauges as `NaN`; what cannot be `NaN` is left out. Before any result, those
 *   gauges whose labels are known without one.
 */
export type OnError = 'drop' | 'keep' | 'nan';

/** Options of a collector that makes families of rows. The policies are for all metrics that have none of their own. */
export interface RowCollectorOptions<Query> extends RowPolicies {
  /** Tells collectors apart in errors and in the label `collector`. */
  readonly name: string;
  /** Where the rows come from. It is not disposed of with the collector: other collectors may use it too. */
  readonly source: RowSource<Query>;
  /** Asked for anew at each collection. */
  readonly query: Query;
  /** What the rows become: at least one, each with a name of its own. */
  readonly metrics: readonly RowMetric[];
  /** Default: `drop`. */
  readonly onError?: OnError | undefined;
  /** With `onError: 'keep'`, how old a result may become, in milliseconds. */
  readonly maxAge?: number | undefined;
  /**
   * Deadline of the query in milliseconds, so that `keep` and `nan` can answer before the deadline of the scrape, which
   * comes too late for them. Default: only that of the scrape.
   */
  readonly timeoutMs?: number | undefined;
  /** How many series there may be of all metrics together; those that come later are left out and counted. Default: 10,000. */
  readonly seriesLimit?: number | undefined;
  /**
   * Called after each query that succeeded, with what became of its rows: for a log, and for metrics of one's own.
   * What it throws fails the collection. Default: none.
   */
  readonly onRows?: ((result: CollectedRows) => void) | undefined;
  /** Called after each query that failed, whatever `onError` says. What it throws fails the collection. Default: none. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/** What became of the rows of one result. */
export interface CollectedRows extends RowFamilies {
  /** How many rows there were. */
  readonly rows: number;
}
