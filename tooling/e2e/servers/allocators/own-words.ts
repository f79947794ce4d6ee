/** Reads the figures out of what allocators print of themselves, by the names that the collector has for them. */
export const ownWords: Readonly<Record<string, (report: string) => Record<string, number>>> = {
  jemalloc(report) {
    const { stats } = (JSON.parse(report) as { jemalloc: { stats: Record<string, number> } })
      .jemalloc;
    const keys = ['allocated', 'active', 'metadata', 'resident', 'mapped', 'retained'];
    return Object.fromEntries(keys.map((key) => [`jemalloc_${key}_bytes`, stats[key] ?? NaN]));
  },

  /** Rounded to a tenth of its unit: `committed:    37.0 MiB    37.0 MiB …`, of which the columns are peak, total, freed, current. */
  mimalloc(report) {
    const line = /^\s*committed:(.*)$/m.exec(report)?.[1] ?? '';
    const units: Record<string, number> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
    const columns = [...line.matchAll(/([\d.]+) ([KMG]iB)/g)].map(
      ([, number, unit]) => Number(number) * (units[unit ?? ''] ?? NaN),
    );
    return {
      mimalloc_committed_peak_bytes: columns[0] ?? NaN,
      mimalloc_committed_bytes: columns[3] ?? NaN,
    };
  },

  tcmalloc(report) {
    const figure = (what: string): number =>
      Number(new RegExp(`^MALLOC:[ +=]*(\\d+) .*${what}`, 'm').exec(report)?.[1]);
    return {
      tcmalloc_allocated_bytes: figure('Bytes in use by application'),
      tcmalloc_page_heap_free_bytes: figure('Bytes in page heap freelist'),
      tcmalloc_page_heap_unmapped_bytes: figure('Bytes released to OS'),
      tcmalloc_central_cache_free_bytes: figure('Bytes in central cache freelist'),
      tcmalloc_transfer_cache_free_bytes: figure('Bytes in transfer cache freelist'),
      tcmalloc_thread_cache_free_bytes: figure('Bytes in thread cache freelists'),
    };
  },

  /** The totals stand after the last heap: free chunks (`fast`, `rest`), mapped ones, and what the system gave. */
  glibc(report) {
    const totals = report.slice(report.lastIndexOf('</heap>'));
    const size = (element: string): number =>
      Number(new RegExp(`<${element} (?:count="\\d+" )?size="(\\d+)"`).exec(totals)?.[1]);
    const heap = size('system type="current"');
    const free = size('total type="fast"') + size('total type="rest"');
    const mmapped = size('total type="mmap"');
    return {
      glibc_malloc_heap_bytes: heap,
      glibc_malloc_free_bytes: free,
      glibc_malloc_mmapped_bytes: mmapped,
      glibc_malloc_fastbin_free_bytes: size('total type="fast"'),
      glibc_malloc_allocated_bytes: heap - free + mmapped,
    };
  },
};
