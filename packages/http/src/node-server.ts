import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import { MetricError, type Gatherer } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { isTimerDelay, type MetricsHandlerOptions } from './handler-options.ts';
import { textAnswer, type ScrapeResponse } from './handler.ts';
import { landingPage } from './landing-page.ts';
import { metricsHandler } from './node-handler.ts';
import { sendResponse } from './send-response.ts';

/** What to serve and where. */
export interface StartServerOptions extends MetricsHandlerOptions {
  /** A registry, or what behaves like one. */
  readonly gatherer: Gatherer;
  /** 0 takes any free port. Default: 9464. */
  readonly port?: number | undefined;
  /** The address or host name to listen on; `0.0.0.0` or `::` for all. Default: `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Where the metrics are. Default: `/metrics`. */
  readonly path?: string | undefined;
  /**
   * How long `close()` waits for scrapes in flight, in milliseconds; then it cuts them off. `Infinity`: as long as they
   * take. Default: 10,000.
   */
  readonly drainTimeoutMs?: number | undefined;
}

/** A server that has started. */
export interface MetricsServer {
  /** Where the metrics are, as a client on this machine reaches them. */
  readonly url: string;
  /** The port that it listens on, also where any free one was asked for. */
  readonly port: number;
  /** Accepts nothing more, lets scrapes in flight finish, and closes. Called again, it waits for the same end. */
  close(): Promise<void>;
  /** The same as {@link MetricsServer.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}

const defaultPort = 9464;
const defaultHost = '127.0.0.1';
const defaultPath = '/metrics';
const defaultDrainTimeoutMs = 10_000;

/**
 * Starts an HTTP server with the metrics at `path`, a page at `/` that leads there, and nothing else. Resolves when it
 * listens; rejects with an `Error` that says what to do, its `cause` the system's error, where it cannot.
 *
 * @throws INVALID_OPTION
 */
export async function startServer(options: StartServerOptions): Promise<MetricsServer> {
  const port = options.port ?? defaultPort;
  const host = options.host ?? defaultHost;
  const path = readPath(options.path ?? defaultPath);
  const drainTimeoutMs = options.drainTimeoutMs ?? defaultDrainTimeoutMs;
  checkPort(port);
  checkHost(host);
  checkDrainTimeout(drainTimeoutMs);
  const metrics = metricsHandler(options.gatherer, options);
  const inFlight = new Set<ServerResponse>();
  let closing: Promise<void> | undefined;
  // When no scrape is in flight, what is left are idle connections and requests that were never finished.
  const closeRest = (): void => {
    if (closing !== undefined && inFlight.size === 0) server.closeAllConnections();
  };

  const server = createServer((req, res) => {
    inFlight.add(res);
    res.once('close', () => {
      inFlight.delete(res);
      closeRest();
    });
    if (closing !== undefined) res.setHeader('Connection', 'close');
    const pathname = pathOf(req);
    if (pathname === path) metrics(req, res);
    else sendResponse(res, forOtherPaths(req.method, pathname, path));
  });
  await listen(server, port, host);
  server.on('error', (error) => options.onError?.(error));

  const address = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    if (closing !== undefined) return closing;
    closing = stop(server, drainTimeoutMs);
    for (const res of inFlight) if (!res.headersSent) res.setHeader('Connection', 'close');
    closeRest();
    return closing;
  };
  return {
    url: `http://${reachableHost(host)}:${address.port}${path}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(new Error(listenMessage(port, host, error), { cause: error }));
    };
    server.once('error', fail);
    server.listen({ port, host }, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function listenMessage(port: number, host: string, error: NodeJS.ErrnoException): string {
  const what = `Cannot listen on ${host} port ${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `${what}: the port is in use. Stop what listens there, or choose another port (0 takes any free one).`;
    case 'EACCES':
      return `${what}: this user may not. Choose a port from 1024 up.`;
    case 'EADDRNOTAVAIL':
      return `${what}: this machine has no such address. Use 127.0.0.1, or 0.0.0.0 for all addresses.`;
    case 'ENOTFOUND':
      return `${what}: the host name is not known. Use an address of this machine.`;
    default:
      return `${what}: ${error.message}.`;
  }
}

/** Stops accepting, and resolves when all connections have ended, which after `drainTimeoutMs` they have to. */
function stop(server: Server, drainTimeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = (): void => {
      server.closeAllConnections();
    };
    const timer = drainTimeoutMs === Infinity ? undefined : setTimeout(cutOff, drainTimeoutMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function forOtherPaths(
  method: string | undefined,
  pathname: string,
  metricsPath: string,
): ScrapeResponse {
  const response =
    pathname === '/'
      ? landingPage(metricsPath)
      : textAnswer(404, `Nothing is here. The metrics are at ${metricsPath}.`);
  if (method === 'HEAD') return { ...response, body: undefined };
  if (method === 'GET' || pathname !== '/') return response;
  return textAnswer(405, `Method ${method ?? ''} is not allowed here: use GET or HEAD.`, {
    Allow: 'GET, HEAD',
  });
}

/** The path of a request, which proxies send as a whole URL. */
function pathOf(req: IncomingMessage): string {
  const url = req.url ?? '/';
  if (!url.startsWith('/')) return URL.parse(url)?.pathname ?? url;
  return url.split(/[?#]/, 1)[0] ?? url;
}

/** An address that listens for all is not one to connect to everywhere. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new MetricError(
    'INVALID_OPTION',
    `startServer: port is ${describeValue(port)}, expected a whole number from 0 to 65535. 0 takes any free port.`,
  );
}

function checkHost(host: string): void {
  if (typeof host === 'string' && host !== '') return;
  throw new MetricError(
    'INVALID_OPTION',
    `startServer: host is ${JSON.stringify(host)}, expected an address or a host name. Use 0.0.0.0 or :: for all.`,
  );
}

function checkDrainTimeout(milliseconds: number): void {
  if (milliseconds === Infinity || isTimerDelay(milliseconds)) return;
  throw new MetricError(
    'INVALID_OPTION',
    `startServer: drainTimeoutMs is ${describeValue(milliseconds)}, expected milliseconds above 0, below 2^31, or Infinity.`,
  );
}

/** The path as clients send it: `/é` is `/%C3%A9` on the wire, and `/a/../b` is `/b`. */
function readPath(path: string): string {
  if (/^\/[^\s?#\\]*$/.test(path)) return new URL(`http://localhost${path}`).pathname;
  throw new MetricError(
    'INVALID_OPTION',
    `startServer: path is ${JSON.stringify(path)}, expected one that begins with / and has no query. Write one like /metrics.`,
  );
}
