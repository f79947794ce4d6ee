import type { RequestListener, ServerOptions } from 'node:http';
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Server, TLSSocket, TlsOptions } from 'node:tls';
import { answerClientErrors } from './answer-client-errors.ts';
import type { HttpLimits } from './http-endpoint.ts';

/** How connections are encrypted, and whose are let in. */
export interface EndpointTls extends TlsOptions {
  readonly http2: boolean;
  /** Why the client is not let in, once the handshake is over; undefined where it is. */
  readonly refusalOf: (socket: TLSSocket) => string | undefined;
  /** Told why a client could not be spoken to. */
  readonly onRefused: (reason: string, client: string) => void;
}

export interface SecureServerOptions {
  readonly tls: EndpointTls;
  readonly listener: RequestListener;
  readonly limits: HttpLimits;
  readonly httpOptions: ServerOptions;
}

/** A server of HTTP/1.1, and HTTP/2 where it is wanted, over TLS. */
export function secureServer({ tls, listener, limits, httpOptions }: SecureServerOptions) {
  const { http2, refusalOf, onRefused, ...context } = tls;
  const options = { ...context, ...httpOptions, handshakeTimeout: limits.handshakeTimeoutMs };
  const server = http2
    ? http2Server({ ...options, limits }, listener)
    : createHttpsServer(options, listener);
  // Before Node.js 24 a server of HTTP/2 does not look for these among its options.
  Object.assign(server, httpOptions);
  checkClients(server, refusalOf, onRefused);
  answerClientErrors(server);
  server.on('tlsClientError', ({ message }: Error, socket: TLSSocket) => {
    onRefused(message, addressOf(socket));
  });
  return server;
}

/** It is closed already, and what it was made of is the only one who remembers whose it was. */
function addressOf(socket: TLSSocket): string {
  const { _parent: connection } = socket as { _parent?: Socket };
  return connection?.remoteAddress ?? '';
}

/** Nothing is read from clients that are not let in. */
function checkClients(
  server: Server,
  refusalOf: EndpointTls['refusalOf'],
  onRefused: EndpointTls['onRefused'],
): void {
  const [speak] = server.listeners('secureConnection') as ((socket: TLSSocket) => void)[];
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket) => {
    const refusal = refusalOf(socket);
    if (refusal === undefined) {
      speak?.call(server, socket);
      return;
    }
    onRefused(refusal, socket.remoteAddress ?? '');
    socket.destroy();
  });
}

function http2Server(
  { limits, ...options }: TlsOptions & ServerOptions & { readonly limits: HttpLimits },
  listener: RequestListener,
) {
  const server = createSecureServer(
    {
      ...options,
      allowHTTP1: true,
      maxHeaderListPairs: 100,
      settings: {
        maxConcurrentStreams: limits.maxStreams,
        maxHeaderListSize: limits.maxHeaderSize,
      },
    },
    // What handlers use of requests and answers is the same in both versions.
    withinSize(listener, limits.maxHeaderSize) as unknown as (
      req: Http2ServerRequest,
      res: Http2ServerResponse,
    ) => void,
  );
  // One a session, whose number is limited elsewhere.
  server.setMaxListeners(0);
  let isClosed = false;
  server.once('close', () => {
    isClosed = true;
  });
  server.on('session', (session) => {
    closeWhenIdle(session, limits.keepAliveMs);
    // By itself a server does so from Node.js 24 on.
    const close = (): void => {
      session.close();
    };
    // One whose client began to speak only afterwards ends with its first request.
    if (isClosed) session.once('stream', close);
    else server.once('close', close);
    session.once('close', () => server.off('close', close));
  });
  return server;
}

/** What HTTP/2 tells clients of the size of headers is only advice. */
function withinSize(listener: RequestListener, maxHeaderSize: number): RequestListener {
  return (req, res) => {
    const size = req.rawHeaders.reduce((sum, each) => sum + each.length, 0);
    if (size <= maxHeaderSize) listener(req, res);
    else res.writeHead(431).end();
  };
}

/** As a connection of HTTP/1.1 is closed between two requests. */
function closeWhenIdle(session: ServerHttp2Session, idleMs: number): void {
  const wait = (): NodeJS.Timeout =>
    setTimeout(() => {
      session.close();
    }, idleMs).unref();
  let timer = wait();
  let streams = 0;
  session.on('stream', (stream) => {
    streams++;
    clearTimeout(timer);
    stream.once('close', () => {
      if (--streams === 0 && !session.closed) timer = wait();
    });
  });
  session.once('close', () => {
    clearTimeout(timer);
  });
}
