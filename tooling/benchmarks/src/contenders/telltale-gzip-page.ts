import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { metricsHandler } from '@telltale/http';
import type { Registry } from '@telltale/registry';

/** Scrapes of one handler, as in an application, without the connection. */
export function gzipPageOf(
  registry: Registry,
  keepPages: boolean,
): () => Promise<readonly Uint8Array[]> {
  const handle = metricsHandler(registry, { keepPages });
  const request: unknown = { method: 'GET', url: '/', headers: { 'accept-encoding': 'gzip' } };
  return () =>
    new Promise((resolve, reject) => {
      const parts: Uint8Array[] = [];
      // All that the handler uses of a response.
      const response: unknown = Object.assign(new EventEmitter(), {
        appendHeader: () => undefined,
        writeHead: (status: number, headers: Readonly<Record<string, string>>) => {
          const coding = headers['Content-Encoding'] ?? 'no coding';
          if (status !== 200 || coding !== 'gzip') reject(new Error(`${status} in ${coding}`));
        },
        write: (part: Uint8Array) => parts.push(part) > 0,
        end: () => {
          resolve(parts);
        },
      });
      handle(request as IncomingMessage, response as ServerResponse);
    });
}
