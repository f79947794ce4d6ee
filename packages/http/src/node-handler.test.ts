import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { zstdDecompressSync } from 'node:zlib';
import { Counter, Gauge } from '@telltale/metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeGatherer, pending } from './fake-gatherer.ts';
import { FakeRegistry } from './fake-registry.ts';
import { metricsHandler } from './node-handler.ts';

const jobs = new Counter({ name: 'jobs_total', help: 'Jobs done.' });
const jobsPage = '# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total 0\n';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function get(port: number, options: RequestOptions = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path: '/metrics', ...options }, resolve)
      .once('error', reject)
      .end();
  });
}

describe('metricsHandler', () => {
  it('answers scrapes one after the other on one connection', async () => {
    const port = await serve(metricsHandler(FakeGatherer.of(jobs)));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<Socket>();
    for (const method of ['GET', 'HEAD', 'POST', 'GET']) {
      const response = await get(port, { agent, method });
      sockets.add(response.socket);
      await buffer(response);
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
  });

  it('holds the room of a scrape, and shows it in flight, until its client has read the page', async () => {
    const registry = new FakeRegistry();
    // More than the buffers of two sockets hold.
    const large = new Counter({ name: 'large_total', help: 'x'.repeat(32 * 1024 * 1024) });
    const handler = metricsHandler(FakeGatherer.of(large), { maxRequestsInFlight: 1, registry });
    const port = await serve(handler);
    const slow = await get(port);
    const refused = await get(port);
    expect(refused.statusCode).toBe(503);
    await buffer(refused);
    expect(await registry.samples()).toContain('promhttp_metric_handler_requests_in_flight 1');
    expect((await buffer(slow)).length).toBeGreaterThan(32 * 1024 * 1024);
    const later = await get(port);
    expect(later.statusCode).toBe(200);
    later.destroy();
    await expect
      .poll(() => registry.samples())
      .toContain('promhttp_metric_handler_requests_in_flight 0');
  });

  it('answers scrapes that were sent without waiting, in their order', async () => {
    const port = await serve(metricsHandler(FakeGatherer.of(jobs)));
    const socket = connect(port, '127.0.0.1');
    const request = (method: string, last = false): string =>
      `${method} /metrics HTTP/1.1\r\nHost: x\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
    socket.write(request('GET') + request('PUT') + request('GET', true));
    const answers = (await buffer(socket)).toString();
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '200',
      '405',
      '200',
    ]);
    expect(answers.endsWith(jobsPage)).toBe(true);
  });

  it('compresses with zstd for a client that takes it', async () => {
    const gauge = new Gauge({ name: 'depth', help: 'Depth.', labelNames: ['queue'] });
    for (let queue = 0; queue < 500; queue++) gauge.set({ queue }, queue);
    const port = await serve(metricsHandler(FakeGatherer.of(gauge)));
    const plain = await buffer(await get(port));
    const response = await get(port, { headers: { 'Accept-Encoding': 'gzip, zstd' } });
    expect(response.headers['content-encoding']).toBe('zstd');
    expect(zstdDecompressSync(await buffer(response)).equals(plain)).toBe(true);
  });

  it('works as a middleware, and keeps the headers of the ones before it', async () => {
    type Next = (error?: unknown) => void;
    type Middleware = (req: IncomingMessage, res: ServerResponse, next: Next) => void;
    const stack: Middleware[] = [
      (_req, res, next) => {
        res.setHeader('X-Powered-By', 'a framework');
        res.setHeader('Vary', 'Origin');
        next();
      },
      metricsHandler(FakeGatherer.of(jobs)),
    ];
    const port = await serve((req, res) => {
      const run = (index: number): void => {
        stack[index]?.(req, res, () => {
          run(index + 1);
        });
      };
      run(0);
    });
    const response = await get(port);
    expect(response.headers['x-powered-by']).toBe('a framework');
    expect(response.headers.vary).toBe('Origin, Accept, Accept-Encoding');
    expect((await buffer(response)).toString()).toBe(jobsPage);
  });

  it('answers behind middleware that compresses, which drops the callback of write()', async () => {
    const handler = metricsHandler(FakeGatherer.of(jobs), { compress: false });
    const port = await serve((req, res) => {
      const write = res.write.bind(res) as (chunk: unknown) => boolean;
      res.write = (chunk: unknown): boolean => write(chunk);
      handler(req, res);
    });
    expect((await buffer(await get(port))).toString()).toBe(jobsPage);
  });

  it('leaves an answer alone that somebody else has given meanwhile', async () => {
    const gatherer = new FakeGatherer(() => new Promise((resolve) => setTimeout(resolve, 5, [])));
    const handler = metricsHandler(gatherer);
    const port = await serve((req, res) => {
      handler(req, res);
      res.writeHead(503).end('busy');
    });
    const response = await get(port);
    expect(response.statusCode).toBe(503);
    expect((await buffer(response)).toString()).toBe('busy');
  });

  it('takes a client that goes away in the middle of a scrape, or of its answer, for no error', async () => {
    const big = new Counter({ name: 'big_total', help: 'x'.repeat(20_000_000) });
    const errors: unknown[] = [];
    const gatherer = FakeGatherer.of(big);
    const handler = metricsHandler(gatherer, { onError: (error) => errors.push(error) });
    const port = await serve(handler);
    const request = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';

    const inAnswer = connect(port, '127.0.0.1');
    inAnswer.write(request);
    await new Promise((resolve) => inAnswer.once('data', resolve));
    inAnswer.destroy();

    gatherer.willCollect(({ signal }) => pending(signal).promise);
    const inScrape = connect(port, '127.0.0.1');
    inScrape.write(request);
    await expect.poll(() => gatherer.calls.length).toBe(2);
    inScrape.resetAndDestroy();
    await expect.poll(() => gatherer.calls[1]?.signal?.aborted).toBe(true);

    gatherer.willCollect(() => [jobs.snapshot()]);
    expect((await buffer(await get(port))).toString()).toBe(jobsPage);
    expect(errors).toEqual([]);
  });

  it('collects nothing for a connection that has broken before', async () => {
    const gatherer = FakeGatherer.of(jobs);
    const handler = metricsHandler(gatherer);
    const handled = Promise.withResolvers<undefined>();
    const port = await serve((req, res) => {
      res.once('close', () => {
        handler(req, res);
        handled.resolve(undefined);
      });
      req.socket.destroy();
    });
    await expect(get(port)).rejects.toThrow('socket hang up');
    await handled.promise;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(gatherer.calls).toEqual([]);
  });
});
