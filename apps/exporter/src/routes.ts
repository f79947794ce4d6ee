import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { landingPagePolicy } from './landing-page.ts';

export interface RoutesOptions {
  readonly telemetryPath: string;
  readonly metrics: RequestListener;
  /** Makes the page at `/`, anew for each request. */
  readonly page: () => string;
  readonly isReady: () => boolean;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers everything that the exporter is asked over HTTP. */
export function routes(options: RoutesOptions): RequestListener {
  const { telemetryPath, metrics } = options;
  const answers: Readonly<Record<string, () => Answer>> = {
    '/': () => ({
      status: 200,
      text: options.page(),
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': landingPagePolicy,
        'Referrer-Policy': 'no-referrer',
      },
    }),
    '/-/healthy': () => ({ status: 200, text: 'The exporter is healthy.\n' }),
    '/-/ready': () =>
      options.isReady()
        ? { status: 200, text: 'The exporter is ready.\n' }
        : { status: 503, text: 'The exporter is not ready: its first collection has not ended.\n' },
  };
  return (req, res) => {
    const path = pathOf(req);
    if (path === telemetryPath) {
      metrics(req, res);
      return;
    }
    const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
    send(res, answer === undefined ? nothingHere(telemetryPath) : forMethod(req, answer));
  };
}

function forMethod({ method = '' }: IncomingMessage, answer: () => Answer): Answer {
  if (method === 'GET' || method === 'HEAD') return answer();
  return {
    status: 405,
    text: `Method ${method} is not allowed here: use GET or HEAD.\n`,
    headers: { Allow: 'GET, HEAD' },
  };
}

function nothingHere(telemetryPath: string): Answer {
  return { status: 404, text: `Nothing is here. The metrics are at ${telemetryPath}.\n` };
}

function send(res: ServerResponse, { status, text, headers }: Answer): void {
  res.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  // Node leaves the body out of answers to HEAD by itself.
  res.end(text);
}

/** The path of a request, which proxies send as a whole URL. */
function pathOf({ url = '/' }: IncomingMessage): string {
  if (!url.startsWith('/')) return URL.parse(url)?.pathname ?? url;
  return url.split(/[?#]/, 1)[0] ?? url;
}
