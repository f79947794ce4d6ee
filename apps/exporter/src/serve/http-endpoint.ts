import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Server, Socket } from 'node:net';
import { encryptedOnly } from './encrypted-only.ts';
import { secureServer, type EndpointTls } from './secure-server.ts';

/** What a client may cost before it has asked anything, and how long it may take. */
export interface HttpLimits {
  /** Of a request's line and headers. */
  readonly headersTimeoutMs: number;
  /** Of a whole request. */
  readonly requestTimeoutMs: number;
  /** Between a client's connection and the end of the TLS handshake. */
  readonly handshakeTimeoutMs: number;
  /** Without a byte in either direction; longer than any scrape takes. */
  readonly inactivityMs: number;
  /** From the first byte of an answer until the client has read the last. */
  readonly answerTimeoutMs: number;
  /** Of a connection between two requests: longer than the usual interval of scrapes. */
  readonly keepAliveMs: number;
  /** How often it is looked for requests that take too long. */
  readonly checkEveryMs: number;
  /** In bytes; more is answered by 431. */
  readonly maxHeaderSize: number;
  /** Requests at the same time over one HTTP/2 connection. */
  readonly maxStreams: number;
  /** Connections of one address that is listened on. */
  readonly maxConnections: number;
}

export const httpLimits: HttpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  handshakeTimeoutMs: 10_000,
  inactivityMs: 300_000,
  answerTimeoutMs: 60_000,
  keepAliveMs: 75_000,
  checkEveryMs: 5000,
  maxHeaderSize: 16_384,
  maxStreams: 100,
  maxConnections: 1000,
};

/** Speaks HTTP over connections that somebody else accepted. */
export interface HttpEndpoint {
  accept(connection: Socket): void;
  /** Takes no more; requests go on, connections that are idle are closed. */
  retire(): void;
}

export interface EndpointOptions {
  /** Default: connections are not encrypted. */
  readonly tls?: EndpointTls | undefined;
  readonly listener: RequestListener;
  readonly limits?: HttpLimits | undefined;
}

export function httpEndpoint(options: EndpointOptions): HttpEndpoint {
  const { tls, limits = httpLimits } = options;
  let isRetired = false;
  const listener = atWriteHead(options.listener, (req, res) => {
    // HTTP/2 has no such header; its sessions are told otherwise.
    if (isRetired && req.httpVersionMajor === 1) res.setHeader('Connection', 'close');
    // It takes memory, and a place among the scrapes, as long as the client does not read.
    const timer = setTimeout(() => res.destroy(), limits.answerTimeoutMs).unref();
    res.once('close', () => {
      clearTimeout(timer);
    });
  });
  const httpOptions: ServerOptions = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderSize,
    connectionsCheckingInterval: limits.checkEveryMs,
  };
  const server: TimedServer =
    tls === undefined
      ? createServer(httpOptions, listener)
      : secureServer({ tls, listener, limits, httpOptions });
  server.setTimeout(limits.inactivityMs);
  // A server of node:http looks after the time that clients take from this event on. It listens to nothing itself, so
  // that another one can take its place for the connections that come.
  server.emit('listening');
  const speak = (connection: Socket): void => {
    server.emit('connection', connection);
  };
  return {
    accept:
      tls === undefined
        ? speak
        : encryptedOnly({
            accept: speak,
            timeoutMs: limits.handshakeTimeoutMs,
            onRefused: tls.onRefused,
          }),
    retire() {
      isRetired = true;
      server.close();
    },
  };
}

interface TimedServer extends Server {
  setTimeout(milliseconds: number): this;
}

/** Has `then` called when an answer begins. */
function atWriteHead(
  listener: RequestListener,
  then: (req: IncomingMessage, res: ServerResponse) => void,
): RequestListener {
  return (req, res) => {
    const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => typeof res;
    res.writeHead = (...args: unknown[]) => {
      if (!res.headersSent) then(req, res);
      return writeHead(...args);
    };
    listener(req, res);
  };
}
