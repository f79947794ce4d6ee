export { fetchHandler } from './fetch-handler.ts';
export type { HandlerRegistry } from './handler-metrics.ts';
export type { MetricsHandlerOptions } from './handler-options.ts';
export { metricsHandler } from './node-handler.ts';
export { startServer, type MetricsServer, type StartServerOptions } from './node-server.ts';
