export { processCollector, type ProcessCollectorOptions } from './process-collector.ts';
