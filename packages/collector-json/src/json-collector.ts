import type { Collector } from '@telltale/model';
import { rowCollector, type RowCollectorOptions } from '@telltale/rows';
import { collectorOfSource } from '@telltale/rows/internal';
import type { JsonOptions } from './json-options.ts';
import type { JsonQuery } from './json-query.ts';
import { checkQueryOf, jsonSource, type JsonSource } from './json-source.ts';

/** Options of {@link jsonCollector}: those of `rowCollector` of `@telltale/rows`, and the web service. */
export interface JsonCollectorOptions extends Omit<RowCollectorOptions<JsonQuery>, 'source'> {
  /** The options of a source of its own, or a source that several collectors share. */
  readonly source: JsonOptions | JsonSource;
}

/**
 * Makes the collector of a query: asked at each scrape, its rows become the metrics. Disposing of it breaks off a request
 * of a source of its own; a source that was given stays as it is. `[Symbol.dispose]()` does not wait until that is done,
 * `[Symbol.asyncDispose]()` does.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION if an option or a metric is not as described
 */
export function jsonCollector(
  options: JsonCollectorOptions,
): Collector & Disposable & AsyncDisposable {
  return collectorOfSource(options.source, jsonSource, (source) => {
    // A wrong query is refused now, and not at each scrape.
    checkQueryOf(source, options.query);
    return rowCollector({ ...options, source });
  });
}
