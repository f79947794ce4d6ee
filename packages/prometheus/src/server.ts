import {
  startServer as startServerOf,
  type MetricsServer,
  type StartServerOptions,
} from '@telltale/http';
import { registry } from './default-registry.ts';

/**
 * Serves the default registry over HTTP: the metrics at `/metrics`, on the loopback address unless `options.host` says
 * otherwise. Port 0 takes any free one. Default: 9464.
 *
 * @throws INVALID_OPTION
 */
export function startServer(
  port?: number,
  options: Omit<StartServerOptions, 'gatherer' | 'port'> = {},
): Promise<MetricsServer> {
  return startServerOf({ ...options, gatherer: registry(), port });
}
