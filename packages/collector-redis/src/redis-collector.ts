import type { Collector } from '@telltale/model';
import { rowCollector, type RowCollectorOptions } from '@telltale/rows';
import { collectorOfSource } from '@telltale/rows/internal';
import type { RedisOptions } from './redis-options.ts';
import type { RedisQuery } from './redis-query.ts';
import { checkQueryOf, redisSource, type RedisSource } from './redis-source.ts';

/** Options of {@link redisCollector}: those of `rowCollector` of `@telltale/rows`, and where Redis is. */
export interface RedisCollectorOptions extends Omit<RowCollectorOptions<RedisQuery>, 'source'> {
  /** The options of a source of its own, or a source that several collectors share. Default: Redis at 127.0.0.1:6379. */
  readonly source?: RedisOptions | RedisSource | undefined;
}

/**
 * Makes the collector of a query: asked at each scrape, its rows become the metrics. Disposing of it closes the
 * connections of a source of its own; a source that was given stays as it is. `[Symbol.dispose]()` does not wait until
 * they are closed, `[Symbol.asyncDispose]()` does.
 *
 * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION if an option or a metric is not as described
 */
export function redisCollector(
  options: RedisCollectorOptions,
): Collector & Disposable & AsyncDisposable {
  return collectorOfSource(options.source ?? {}, redisSource, (source) => {
    // A wrong query is refused now, and not at each scrape.
    checkQueryOf(source, options.query);
    return rowCollector({ ...options, source });
  });
}
