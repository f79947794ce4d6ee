import type { Collector } from '@telltale/model';
import { Counter, Gauge } from '@telltale/metrics';

/** A cache that counts for itself. */
export interface CacheStats {
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
}

/**
 * Size and success of a cache. The ratio is over its whole life; for the last five minutes, ask Prometheus for
 * `rate(cache_hits_total[5m]) / (rate(cache_hits_total[5m]) + rate(cache_misses_total[5m]))`.
 */
export function cacheCollector(cache: CacheStats): Collector {
  const entries = new Gauge({ name: 'cache_entries', help: 'Entries in the cache.' });
  const hits = new Counter({ name: 'cache_hits_total', help: 'Look-ups that found an entry.' });
  const misses = new Counter({ name: 'cache_misses_total', help: 'Look-ups that found nothing.' });
  const hitRatio = new Gauge({
    name: 'cache_hit_ratio',
    help: 'Share of look-ups that found an entry, from 0 to 1; 0 before the first.',
  });
  return {
    name: 'cache',
    collect(buf) {
      entries.set(cache.entries);
      hits.advanceTo(cache.hits);
      misses.advanceTo(cache.misses);
      const lookups = cache.hits + cache.misses;
      hitRatio.set(lookups === 0 ? 0 : cache.hits / lookups);
      buf.push(entries, hits, misses, hitRatio);
    },
  };
}
