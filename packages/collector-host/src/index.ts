export { hostCollector } from './host-collector.ts';
export type { HostCollectorOptions } from './host-options.ts';
export type { HostSourceName } from './source-list.ts';
