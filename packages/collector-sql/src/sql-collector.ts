import { rowCollector, type RowCollectorOptions } from '@telltale/rows';
import { collectorOfSource } from '@telltale/rows/internal';
import type { Collector } from '@telltale/model';
import type { SqlQuery } from './sql-query.ts';
import type { SqlSourceOptions } from './sql-source-options.ts';
import { sqlSource, type SqlSource } from './sql-source.ts';

/** Options of {@link sqlCollector}: those of `rowCollector` of `@telltale/rows`, and how to get to the database. */
export interface SqlCollectorOptions extends Omit<RowCollectorOptions<SqlQuery>, 'source'> {
  /** The options of a source of its own, or a source that several collectors share. */
  readonly source: SqlSourceOptions | SqlSource;
}

/**
 * Makes the collector of a query: asked at each scrape, its rows become the metrics. Disposing of it closes the
 * connections of a source of its own; a source that was given stays as it is.
 * `[Symbol.dispose]()` does not wait until they are closed, `[Symbol.asyncDispose]()` does.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION if an option or a metric is not as described
 */
export function sqlCollector(
  options: SqlCollectorOptions,
): Collector & Disposable & AsyncDisposable {
  return collectorOfSource(options.source, sqlSource, (source) =>
    rowCollector({ ...options, source }),
  );
}
