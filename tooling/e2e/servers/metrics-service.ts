import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricsHandler } from '@telltale/http';
import type { Gatherer } from '@telltale/model';

/** A service as an application would write one, that knows how many scrapes have come in. */
export interface MetricsService extends AsyncDisposable {
  readonly url: string;
  /** Scrapes that have arrived so far, answered or not. */
  readonly arrived: () => number;
}

export async function startMetricsService(gatherer: Gatherer): Promise<MetricsService> {
  const serveMetrics = metricsHandler(gatherer);
  let arrived = 0;
  const server = createServer((req, res) => {
    arrived++;
    serveMetrics(req, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    arrived: () => arrived,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
