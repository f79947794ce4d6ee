export {
  runtimeCollector,
  type RuntimeCollectorOptions,
  type RuntimeGroup,
} from './runtime-collector.ts';
export type { EventLoopOptions } from './event-loop-delay.ts';
export type { GcOptions } from './garbage-collection.ts';
