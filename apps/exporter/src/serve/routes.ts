import type { IncomingMessage, RequestListener } from 'node:http';
import { methodNotAllowed, sendText, type TextAnswer } from './text-answer.ts';

export interface RoutesOptions {
  /** What every path begins with, without a slash at its end; empty for none. */
  readonly routePrefix: string;
  readonly telemetryPath: string;
  readonly metrics: RequestListener;
  /** Answers `/probe`. */
  readonly probe: RequestListener;
  /** Answers `/` and what the page there loads; undefined for other paths. */
  readonly page: (path: string) => RequestListener | undefined;
  readonly isReady: () => boolean;
  /** Makes the text at `/config`, without secrets. */
  readonly config: () => string;
  /** Absent where reloading over HTTP is not enabled. */
  readonly reload?: (() => Promise<TextAnswer>) | undefined;
}

/** Answers everything that the exporter is asked over HTTP. */
export function routes(options: RoutesOptions): RequestListener {
  const { routePrefix, telemetryPath, metrics } = options;
  const answers: Readonly<Record<string, () => TextAnswer>> = {
    '/config': () => ({
      status: 200,
      text: options.config(),
      headers: { 'Content-Type': 'text/yaml; charset=utf-8' },
    }),
    '/-/healthy': () => ({ status: 200, text: 'The exporter is healthy.\n' }),
    '/-/ready': () =>
      options.isReady()
        ? { status: 200, text: 'The exporter is ready.\n' }
        : { status: 503, text: 'The exporter is not ready: its first collection has not ended.\n' },
  };

  async function answer(req: IncomingMessage, path: string): Promise<TextAnswer> {
    if (path === '/-/reload' && (options.reload !== undefined || req.method === 'POST')) {
      return reloadAnswer(req, options.reload);
    }
    const found = Object.hasOwn(answers, path) ? answers[path] : undefined;
    if (found === undefined) return nothingHere(routePrefix + telemetryPath);
    const { method } = req;
    return method === 'GET' || method === 'HEAD' ? found() : methodNotAllowed(req, 'GET or HEAD');
  }

  return (req, res) => {
    const whole = pathOf(req);
    const path = whole.startsWith(`${routePrefix}/`) ? whole.slice(routePrefix.length) : undefined;
    if (path === telemetryPath) {
      metrics(req, res);
    } else if (path === '/probe') {
      options.probe(req, res);
    } else if (path !== undefined) {
      const page = options.page(path);
      if (page !== undefined) {
        page(req, res);
        return;
      }
      void answer(req, path).then((text) => {
        sendText(res, text);
      });
    } else if (whole === '/' || whole === routePrefix) {
      sendText(res, {
        status: 302,
        text: `Everything is below ${routePrefix}/.\n`,
        headers: { Location: `${routePrefix}/` },
      });
    } else {
      sendText(res, nothingHere(routePrefix + telemetryPath));
    }
  };
}

async function reloadAnswer(
  req: IncomingMessage,
  reload: RoutesOptions['reload'],
): Promise<TextAnswer> {
  if (reload === undefined) {
    const text = 'Reloading over HTTP is not enabled: start with --web.enable-lifecycle.\n';
    return { status: 403, text };
  }
  if (req.method !== 'POST') return methodNotAllowed(req, 'POST');
  if (isFromAnotherSite(req)) {
    return { status: 403, text: 'Reloading from the page of another site is not allowed.\n' };
  }
  return reload();
}

/** Whether a browser says that another site's page sends the request. */
function isFromAnotherSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  // Where connections are not encrypted browsers say no more than this.
  const { origin, host = headers[':authority'] } = headers;
  return origin !== undefined && URL.parse(origin)?.host !== host;
}

function nothingHere(metricsPath: string): TextAnswer {
  return { status: 404, text: `Nothing is here. The metrics are at ${metricsPath}.\n` };
}

/** The path of a request, which proxies send as a whole URL. */
function pathOf({ url = '/' }: IncomingMessage): string {
  if (!url.startsWith('/')) return URL.parse(url)?.pathname ?? url;
  return url.split(/[?#]/, 1)[0] ?? url;
}
