import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { methodNotAllowed, sendText } from '../serve/text-answer.ts';
import { asset } from './assets.ts';
import { short, shownFamily } from './family-values.ts';
import { page } from './page.ts';
import { searched, type PageState } from './page-state.ts';
import type { Readings } from './readings.ts';

/** Only what the exporter itself serves is loaded and run, and nothing is sent elsewhere. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** A reading that is shown as that of now; the page itself shows the last one, however old it is. */
const freshMs = 2000;

export interface PageEndpointOptions {
  readonly telemetryPath: string;
  readonly state: () => PageState;
  readonly readings: Readings;
  readonly onError: (error: unknown) => void;
}

/**
 * Answers `/`, `/assets/` and `/api/v1/`: the page for people and what it is made of. Undefined for other paths.
 *
 * @param path - without the prefix and the query
 */
export function pageEndpoint(
  options: PageEndpointOptions,
): (path: string) => RequestListener | undefined {
  const answers: Readonly<Record<string, Answer>> = {
    '/': servePage,
    '/api/v1/status': serveStatus,
    '/api/v1/families': serveFamilies,
    '/api/v1/family': serveFamily,
  };
  return (path) => {
    if (path.startsWith('/assets/')) {
      return onlyGet((req, res) => {
        serveAsset(path.slice('/assets/'.length), req, res);
      });
    }
    const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
    if (answer === undefined) return undefined;
    return onlyGet((req, res) => {
      Promise.resolve(answer(options, queryOf(req), res)).catch((error: unknown) => {
        options.onError(error);
        if (!res.headersSent) sendText(res, { status: 500, text: 'The page could not be made.\n' });
      });
    });
  };
}

type Answer = (
  options: PageEndpointOptions,
  query: URLSearchParams,
  res: ServerResponse,
) => void | Promise<void>;

function servePage(
  { telemetryPath, state, readings }: PageEndpointOptions,
  query: URLSearchParams,
  res: ServerResponse,
): void {
  const text = page({
    state: state(),
    families: readings.last?.families ?? [],
    request: { search: query.get('q') ?? '', metric: query.get('metric') ?? undefined },
    telemetryPath,
    now: Date.now() / 1000,
  });
  sendText(res, {
    status: 200,
    text,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': pagePolicy,
      'Referrer-Policy': 'no-referrer',
    },
  });
}

function serveStatus(
  { state }: PageEndpointOptions,
  _query: URLSearchParams,
  res: ServerResponse,
): void {
  sendJson(res, 200, state());
}

/** All families whose name, type and help have the words of `search` in them. */
function serveFamilies(
  { readings }: PageEndpointOptions,
  query: URLSearchParams,
  res: ServerResponse,
): void {
  const { families = [], at } = readings.last ?? {};
  const found = searched(families, query.get('search') ?? '');
  sendJson(res, 200, {
    at: at && at / 1000,
    families: found.map(({ name, type, help, unit, columns }) => ({
      name,
      type,
      help,
      unit,
      series: columns.size,
    })),
  });
}

/** The values of the family `name`, collected now, unless they were collected just before. */
async function serveFamily(
  { readings }: PageEndpointOptions,
  query: URLSearchParams,
  res: ServerResponse,
): Promise<void> {
  const name = query.get('name');
  if (name === null) {
    sendJson(res, 400, { error: 'name is missing: expected the name of a metric' });
    return;
  }
  const reading = await readings.notOlderThan(freshMs);
  const family = reading?.families.find((one) => one.name === name);
  if (family === undefined)
    sendJson(res, 404, { error: `there is no metric ${name} at the moment` });
  else sendJson(res, 200, { at: (reading?.at ?? 0) / 1000, family: shownFamily(family) });
}

function serveAsset(name: string, req: IncomingMessage, res: ServerResponse): void {
  const found = asset(name);
  if (found === undefined) {
    sendText(res, { status: 404, text: 'Nothing is here.\n' });
    return;
  }
  const headers = {
    'Content-Type': found.contentType,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ETag: found.tag,
  };
  if (req.headers['if-none-match'] === found.tag) res.writeHead(304, headers).end();
  else res.writeHead(200, { ...headers, 'Content-Length': found.body.length }).end(found.body);
}

/** JSON has neither `NaN` nor infinities: they are text, as on a page of metrics. */
function sendJson(res: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'number' && !Number.isFinite(item) ? short(item) : item,
  );
  sendText(res, {
    status,
    text: `${text}\n`,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
  });
}

function onlyGet(listener: RequestListener): RequestListener {
  return (req, res) => {
    if (req.method === 'GET' || req.method === 'HEAD') listener(req, res);
    else sendText(res, methodNotAllowed(req, 'GET or HEAD'));
  };
}

function queryOf({ url = '/' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}
