export { fetchHandler } from './fetch-handler.ts';
export type { MetricsHandlerOptions } from './handler-options.ts';
