import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gatherer } from '@telltale/model';
import type { MetricsHandlerOptions } from './handler-options.ts';
import { createHandler } from './handler.ts';
import { nodeCodings } from './node-codings.ts';
import { sendResponse } from './send-response.ts';

/**
 * Answers scrapes of a gatherer in node:http, Express and Connect: `app.get('/metrics', metricsHandler(registry))`.
 * It answers every request that it is given, whatever its path, and never throws.
 *
 * @throws INVALID_OPTION when it is made
 */
export function metricsHandler(
  gatherer: Gatherer,
  options: MetricsHandlerOptions = {},
): (req: IncomingMessage, res: ServerResponse) => void {
  const handle = createHandler(gatherer, options, nodeCodings());
  return (req, res) => {
    const client = new AbortController();
    // A broken connection is how a client goes away; without a listener it would end the process.
    res.on('error', ignore);
    const sent = new Promise<void>((resolve) => {
      res.once('finish', resolve);
      res.once('close', () => {
        client.abort();
        resolve();
      });
      if (!res.destroyed) return;
      client.abort();
      resolve();
    });
    const request = {
      method: req.method ?? 'GET',
      url: req.url ?? '/',
      header: (name: string) => headerOf(req, name),
      signal: client.signal,
      sent,
    };
    void handle(request).then((response) => {
      sendResponse(res, response);
    });
  };
}

function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function ignore(): void {
  // A client that goes away is no error.
}
