import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';

/** What a client may cost before it has asked anything, and how long it may take. */
export const httpLimits = {
  /** Of a request's line and headers. */
  headersTimeoutMs: 10_000,
  /** Of a whole request. */
  requestTimeoutMs: 30_000,
  /** Between a client's connection and the end of the TLS handshake. */
  handshakeTimeoutMs: 10_000,
  /** Without a byte in either direction; longer than any scrape takes. */
  inactivityMs: 300_000,
  /** Of a connection between two requests: longer than the usual interval of scrapes. */
  keepAliveMs: 75_000,
  /** In bytes; more is answered by 431. */
  maxHeaderSize: 16_384,
  /** Requests at the same time over one HTTP/2 connection. */
  maxStreams: 100,
  /** Connections of one address that is listened on. */
  maxConnections: 1000,
} as const;

const httpOptions: ServerOptions = {
  headersTimeout: httpLimits.headersTimeoutMs,
  requestTimeout: httpLimits.requestTimeoutMs,
  keepAliveTimeout: httpLimits.keepAliveMs,
  maxHeaderSize: httpLimits.maxHeaderSize,
  connectionsCheckingInterval: 5000,
};

/** How connections are encrypted, and whose are let in. */
export interface EndpointTls extends TlsOptions {
  /** Why the client is not let in, once the handshake is over; undefined where it is. */
  readonly refusalOf: (socket: TLSSocket) => string | undefined;
  readonly http2: boolean;
}

/** Speaks HTTP over connections that somebody else accepted. */
export interface HttpEndpoint {
  accept(connection: Socket): void;
  /** Takes no more; requests go on, connections that are idle are closed. */
  retire(): void;
}

export interface EndpointOptions {
  readonly tls: EndpointTls | undefined;
  readonly listener: RequestListener;
  /** Told why a client could not be spoken to over TLS. */
  readonly onRefused: (reason: string, client: string) => void;
}

export function httpEndpoint({ tls, listener, onRefused }: EndpointOptions): HttpEndpoint {
  const server = tls === undefined ? createServer(httpOptions, listener) : secure(tls, listener);
  server.setTimeout(httpLimits.inactivityMs);
  if (tls !== undefined) {
    server.prependListener('secureConnection', (socket: TLSSocket) => {
      const refusal = tls.refusalOf(socket);
      if (refusal === undefined) return;
      onRefused(refusal, socket.remoteAddress ?? '');
      socket.destroy();
    });
    server.on('tlsClientError', ({ message }: Error, { remoteAddress = '' }: TLSSocket) => {
      onRefused(message, remoteAddress);
    });
  }
  // A server of node:http looks after the time that clients take from this event on. It listens to nothing itself, so
  // that another one can take its place for the connections that come.
  server.emit('listening');
  return {
    accept(connection) {
      server.emit('connection', connection);
    },
    retire() {
      server.close();
    },
  };
}

interface TimedServer extends Server {
  setTimeout(milliseconds: number): this;
}

function secure({ http2, ...tls }: EndpointTls, listener: RequestListener): TimedServer {
  const options = { ...tls, ...httpOptions, handshakeTimeout: httpLimits.handshakeTimeoutMs };
  if (!http2) return createHttpsServer(options, listener);
  return createSecureServer(
    {
      ...options,
      allowHTTP1: true,
      maxHeaderListPairs: 100,
      settings: {
        maxConcurrentStreams: httpLimits.maxStreams,
        maxHeaderListSize: httpLimits.maxHeaderSize,
      },
    },
    // What handlers use of requests and answers is the same in both versions.
    listener as unknown as (req: Http2ServerRequest, res: Http2ServerResponse) => void,
  );
}
