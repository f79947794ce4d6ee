import { expect, test } from 'vitest';
import { cacheCollector } from './cache-collector.ts';
import { pageOf } from './page-of.ts';

test('the page shows the size of the cache and how often it helped', async () => {
  expect(await pageOf(cacheCollector({ entries: 640, hits: 150, misses: 50 }))).toBe(`\
# HELP cache_entries Entries in the cache.
# TYPE cache_entries gauge
cache_entries 640
# HELP cache_hit_ratio Share of look-ups that found an entry, from 0 to 1; 0 before the first.
# TYPE cache_hit_ratio gauge
cache_hit_ratio 0.75
# HELP cache_hits_total Look-ups that found an entry.
# TYPE cache_hits_total counter
cache_hits_total 150
# HELP cache_misses_total Look-ups that found nothing.
# TYPE cache_misses_total counter
cache_misses_total 50
`);
});

test('a cache that nobody has asked has a hit ratio of 0', async () => {
  const page = await pageOf(cacheCollector({ entries: 0, hits: 0, misses: 0 }));

  expect(page).toContain('cache_hit_ratio 0\n');
});
