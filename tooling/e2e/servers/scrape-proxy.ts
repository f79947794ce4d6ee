import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One scrape as it went through. */
export interface SeenScrape {
  readonly asked: IncomingHttpHeaders;
  readonly answered: IncomingHttpHeaders;
}

/** Stands between a scraper and a page and keeps the headers of both sides. */
export interface ScrapeProxy extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenScrape[];
}

/** `accept`, where given, goes on in place of what the scraper asks for. */
export async function startScrapeProxy(target: string, accept?: string): Promise<ScrapeProxy> {
  const seen: SeenScrape[] = [];
  const server = createServer((req, res) => {
    const headers = accept === undefined ? req.headers : { ...req.headers, accept };
    const onward = request(target, { method: req.method, headers }, (answer) => {
      seen.push({ asked: req.headers, answered: answer.headers });
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.once('error', (error) => {
      res.writeHead(502).end(error.message);
    });
    req.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(target).pathname}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
