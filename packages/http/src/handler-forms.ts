import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Gatherer } from '@telltale/model';
import { fetchHandler } from './fetch.ts';
import type { MetricsHandlerOptions } from './handler-options.ts';
import { metricsHandler } from './node.ts';

/** An answer as it came over the wire: nothing decoded. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface RequestInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type Client = (path: string, init?: RequestInit) => Promise<Answer>;

const closers: (() => void)[] = [];

/** Ends what the forms have opened. */
export function closeForms(): void {
  for (const close of closers.splice(0)) close();
}

/** Each form of the handler, behind the same client. */
export const forms: Record<
  string,
  (gatherer: Gatherer, options?: MetricsHandlerOptions) => Promise<Client>
> = {
  async node(gatherer, options) {
    const server = createServer(metricsHandler(gatherer, options));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return async (path, { method = 'GET', headers = {}, signal } = {}) => {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest(
          { host: '127.0.0.1', port, path, method, headers, ...(signal ? { signal } : {}) },
          resolve,
        )
          .once('error', reject)
          .end();
      });
      const body = await buffer(response);
      const read = response.headers as Record<string, string | undefined>;
      return { status: response.statusCode ?? 0, headers: read, body };
    };
  },
  async fetch(gatherer, options) {
    const handler = await Promise.resolve().then(() => fetchHandler(gatherer, options));
    return async (path, init) => {
      const response = await handler(new Request(`http://localhost${path}`, init));
      init?.signal?.throwIfAborted();
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    };
  },
};
