export { fetchHandler } from './fetch-handler.ts';
export type { HandlerRegistry } from './handler-metrics.ts';
export type { MetricsHandlerOptions } from './handler-options.ts';
