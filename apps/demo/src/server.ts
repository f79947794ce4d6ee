import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { metricsHandler, registry } from '@telltale/prometheus';
import { measured, type MeasuredRoute } from './request-metrics.ts';
import { ClientGone, matchTemplate, type ApiResponse, type Route } from './route.ts';
import { traceIdOf } from './trace-id.ts';

const longestBody = 10_000;

/** Serves the routes, each measured, and the metrics of the default registry at `/metrics`. */
export function createShopServer(routes: readonly Route[]): Server {
  const api = routes.map(measured);
  const serveMetrics = metricsHandler(registry());
  return createServer((req, res) => {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    // Scrapes are not what the shop is there for: they are not among its requests.
    if (path === '/metrics') serveMetrics(req, res);
    else void answer(api, req, path, res);
  });
}

async function answer(
  api: readonly MeasuredRoute[],
  req: IncomingMessage,
  path: string,
  res: ServerResponse,
): Promise<void> {
  const method = req.method ?? 'GET';
  const { route, params } = findRoute(api, method, path);
  const traceId = traceIdOf(req.headers['traceparent']);
  let response: ApiResponse & { readonly seconds?: number };
  try {
    response = await route.handle({ params, traceId, json: () => readJson(req) });
  } catch (error) {
    if (error instanceof ClientGone) return;
    console.error(`${method} ${route.template}:`, error);
    response = { status: 500, body: { error: 'Something went wrong here.' } };
  }
  // The request was counted before this, so whoever has the answer finds it on the page.
  res.writeHead(response.status, {
    'Content-Type': 'application/json; charset=utf-8',
    ...(response.seconds !== undefined && { 'Server-Timing': serverTiming(response.seconds) }),
  });
  res.end(`${JSON.stringify(response.body)}\n`);
}

/** What was observed, for browsers and whoever compares: they show it beside what they measured themselves. */
function serverTiming(seconds: number): string {
  return `total;dur=${seconds * 1000}`;
}

function findRoute(
  api: readonly MeasuredRoute[],
  method: string,
  path: string,
): { route: MeasuredRoute; params: Readonly<Record<string, string>> } {
  for (const route of api) {
    const params = route.method === method ? matchTemplate(route.template, path) : undefined;
    if (params !== undefined) return { route, params };
  }
  return { route: measured(noSuchRoute(method)), params: {} };
}

/** What people ask for that is not there: any number of paths, so all of them are one `route`. */
function noSuchRoute(method: string): Route {
  return {
    method,
    template: 'none',
    handle: () => ({ status: 404, body: { error: 'There is nothing here. Try /products.' } }),
  };
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      length += chunk.length;
      // The rest is read, so that the connection stays good, but not kept.
      if (length <= longestBody) chunks.push(chunk);
    }
  } catch (error) {
    throw new ClientGone('The connection ended in the middle of a request.', { cause: error });
  }
  if (length > longestBody) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}
