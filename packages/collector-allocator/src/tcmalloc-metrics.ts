import { bytes, type Figure } from './figures.ts';

/** The numeric properties of `MallocExtension`. */
export const tcmallocFigures: readonly Figure[] = [
  bytes('allocated', 'tcmalloc_allocated', 'Memory that the program has allocated'),
  bytes(
    'heap',
    'tcmalloc_heap',
    'Memory that tcmalloc has reserved, what it has given back included',
  ),
  bytes('pageHeapFree', 'tcmalloc_page_heap_free', 'Free memory in pages that are mapped'),
  bytes(
    'pageHeapUnmapped',
    'tcmalloc_page_heap_unmapped',
    'Free memory in pages that were given back to the system',
  ),
  bytes(
    'centralCacheFree',
    'tcmalloc_central_cache_free',
    'Free memory in the cache that threads share, by size',
  ),
  bytes(
    'transferCacheFree',
    'tcmalloc_transfer_cache_free',
    'Free memory on its way between the caches of threads',
  ),
  bytes('threadCacheFree', 'tcmalloc_thread_cache_free', 'Free memory in the caches of threads'),
  bytes(
    'threadCacheMax',
    'tcmalloc_thread_cache_limit',
    'Free memory that the caches of all threads may have',
  ),
];
