import { bytes, type Figure } from './figures.ts';

/** The figures of `mallinfo2`. */
export const glibcFigures: readonly Figure[] = [
  bytes(
    'allocated',
    'glibc_malloc_allocated',
    'Memory that the program has allocated, mapped regions and the caches of threads included',
  ),
  bytes('free', 'glibc_malloc_free', 'Memory in the heaps of malloc that is free'),
  bytes('heap', 'glibc_malloc_heap', 'Memory that malloc has taken for its heaps'),
  bytes('mmapped', 'glibc_malloc_mmapped', 'Memory of large allocations that were mapped alone'),
  {
    key: 'mmappedRegions',
    name: 'glibc_malloc_mmapped_regions',
    help: 'Large allocations that were mapped alone.',
  },
  bytes(
    'fastbinFree',
    'glibc_malloc_fastbin_free',
    'Free memory that is kept for the next allocations of the same size',
  ),
  bytes(
    'releasable',
    'glibc_malloc_releasable',
    'Free memory at the end of the main heap, which malloc_trim could give back',
  ),
];
