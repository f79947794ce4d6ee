export { allocatorCollector, type AllocatorCollectorOptions } from './allocator-collector.ts';
export type { JemallocOptions } from './jemalloc-metrics.ts';
