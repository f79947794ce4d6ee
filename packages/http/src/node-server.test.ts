import { createServer, get, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Counter } from '@telltale/metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeGatherer, pending } from './fake-gatherer.ts';
import { startServer, type MetricsServer, type StartServerOptions } from './node-server.ts';

const jobs = new Counter({ name: 'jobs_total', help: 'Jobs done.' });
const jobsPage = '# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total 0\n';
const servers: MetricsServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: Partial<StartServerOptions> = {}): Promise<MetricsServer> {
  const server = await startServer({ gatherer: FakeGatherer.of(jobs), port: 0, ...options });
  servers.push(server);
  return server;
}

/** A page that is larger than what sockets hold by themselves. */
function bigPage(): FakeGatherer {
  return FakeGatherer.of(new Counter({ name: 'big_total', help: 'x'.repeat(20_000_000) }));
}

/** A gatherer that waits until it is told to go on. */
function waiting(): { gatherer: FakeGatherer; release: () => void } {
  const releases: (() => void)[] = [];
  const gatherer = new FakeGatherer(({ signal }) => {
    const { promise, resolve } = pending(signal);
    releases.push(() => {
      resolve([jobs.snapshot()]);
    });
    return promise;
  });
  const release = (): void => {
    for (const one of releases) one();
  };
  return { gatherer, release };
}

function open(port: number, ...lines: string[]): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  if (lines.length > 0) socket.write(lines.join('\r\n'));
  return socket;
}

describe('startServer', () => {
  it('serves the metrics at its url', async () => {
    const server = await start();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/metrics`);
    const response = await fetch(server.url);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe(jobsPage);
  });

  it('serves them at another path, whatever the query', async () => {
    const server = await start({ path: '/internal/prom' });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/internal/prom`);
    expect(await (await fetch(`${server.url}?name[]=jobs_total`)).text()).toBe(jobsPage);
    expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
  });

  it('serves them to a proxy, which sends the whole URL', async () => {
    const { port } = await start();
    const answer = await buffer(
      open(port, `GET http://x:${port}/metrics HTTP/1.1`, 'Host: x', 'Connection: close', '', ''),
    );
    expect(answer.toString().endsWith(jobsPage)).toBe(true);
  });

  it('leads people from / to the metrics', async () => {
    const server = await start({ path: '/a&b"<c>' });
    const response = await fetch(new URL('/', server.url));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<a href="/a&amp;b%22%3Cc%3E">/a&amp;b%22%3Cc%3E</a>');
    const head = await fetch(new URL('/', server.url), { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(response.headers.get('content-length'));
    expect(await head.text()).toBe('');
    expect((await fetch(new URL('/', server.url), { method: 'POST' })).status).toBe(405);
  });

  it('serves the metrics at / where that is their path', async () => {
    const server = await start({ path: '/' });
    expect(await (await fetch(server.url)).text()).toBe(jobsPage);
  });

  it('has nothing at other paths, and says where the metrics are', async () => {
    const server = await start();
    for (const path of ['/metrics/', '/Metrics', '/favicon.ico', '//metrics']) {
      const response = await fetch(server.url.replace('/metrics', path));
      expect(response.status).toBe(404);
      expect(await response.text()).toBe('Nothing is here. The metrics are at /metrics.\n');
    }
  });

  it.each([
    ['0.0.0.0', '127.0.0.1'],
    ['localhost', 'localhost'],
  ])('has for %s an address that can be connected to', async (host, reachable) => {
    const server = await start({ host });
    expect(server.url).toBe(`http://${reachable}:${server.port}/metrics`);
    expect((await fetch(server.url)).status).toBe(200);
  });

  it('says what to do about a port that is in use', async () => {
    const { port } = await start();
    const failure = startServer({ gatherer: FakeGatherer.of(jobs), port });
    await expect(failure).rejects.toMatchObject({
      message: `Cannot listen on 127.0.0.1 port ${port}: the port is in use. Stop what listens there, or choose another port (0 takes any free one).`,
      cause: { code: 'EADDRINUSE', port },
    });
  });

  it('says what to do about an address of another machine', async () => {
    // From a block that is kept for documentation (RFC 5737).
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({
      message:
        'Cannot listen on 192.0.2.1 port 0: this machine has no such address. Use 127.0.0.1, or 0.0.0.0 for all addresses.',
      cause: { code: 'EADDRNOTAVAIL' },
    });
  });

  it.each([
    [-1, '-1'],
    [65_536, '65536'],
    [1.5, '1.5'],
    [NaN, 'NaN'],
    ['9464', '"9464"'],
    [{ port: 9464 }, 'an object'],
  ] as [number, string][])('refuses the port %j', async (port, shown) => {
    await expect(start({ port })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: `startServer: port is ${shown}, expected a whole number from 0 to 65535. 0 takes any free port.`,
    });
  });

  it.each([
    ['/métriques', '/m%C3%A9triques'],
    ['/a/../b', '/b'],
  ])('serves them at %s, which clients send as %s', async (path, sent) => {
    const server = await start({ path });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}${sent}`);
    expect(await (await fetch(server.url)).text()).toBe(jobsPage);
  });

  it('refuses a registry in place of the options', async () => {
    await expect(startServer(FakeGatherer.of() as never)).rejects.toThrow(
      'expected a registry, as in metricsHandler(registry) and startServer({ gatherer: registry }).',
    );
  });

  it('refuses an empty host', async () => {
    await expect(start({ host: '' })).rejects.toThrow(
      'startServer: host is "", expected an address or a host name. Use 0.0.0.0 or :: for all.',
    );
  });

  it.each([0, NaN, 2 ** 31, -1])('refuses a drainTimeoutMs of %s', async (drainTimeoutMs) => {
    await expect(start({ drainTimeoutMs })).rejects.toThrow(
      `startServer: drainTimeoutMs is ${drainTimeoutMs}, expected milliseconds above 0, below 2^31, or Infinity.`,
    );
  });

  it.each(['metrics', '', '/metrics?x', '/a b'])('refuses the path %j', async (path) => {
    await expect(start({ path })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: `startServer: path is ${JSON.stringify(path)}, expected one that begins with / and has no query. Write one like /metrics.`,
    });
  });
});

describe('MetricsServer.close', () => {
  it('lets a scrape in flight finish, and accepts no other', async () => {
    const { gatherer, release } = waiting();
    const server = await start({ gatherer });
    const scrape = fetch(server.url);
    await expect.poll(() => gatherer.calls.length).toBe(1);
    const closed = server.close();
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
    release();
    const response = await scrape;
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.text()).toBe(jobsPage);
    await closed;
    const next = createServer();
    await new Promise<void>((resolve) => next.listen(server.port, '127.0.0.1', resolve));
    expect((next.address() as AddressInfo).port).toBe(server.port);
    await new Promise((resolve) => next.close(resolve));
  });

  it('does not cut off an answer that a slow client is still reading', async () => {
    const server = await start({ gatherer: bigPage() });
    // Not fetch: it takes the end of a kept connection for the end of an answer that it has not yet looked at.
    const response = await new Promise<IncomingMessage>((resolve) => get(server.url, resolve));
    const closed = server.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const page = await buffer(response);
    expect(page.length).toBe(Number(response.headers['content-length']));
    expect(page.length).toBeGreaterThan(20_000_000);
    await closed;
  });

  it('waits neither for idle connections nor for requests that were never finished', async () => {
    const server = await start({ drainTimeoutMs: 1_000_000 });
    const silent = open(server.port);
    const kept = open(server.port, 'GET /metrics HTTP/1.1', 'Host: x', '', '');
    await new Promise((resolve) => kept.once('data', resolve));
    const unfinished = open(server.port, 'GET /metrics HTTP/1.1', 'Host:');
    const ended = [silent, kept, unfinished].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    await server.close();
    await Promise.all(ended);
    expect([silent, kept, unfinished].every((socket) => socket.destroyed)).toBe(true);
  });

  it('answers what still comes in on a connection that is busy, and then closes the rest', async () => {
    const server = await start({ gatherer: bigPage(), drainTimeoutMs: 1_000_000 });
    const request = ['GET /metrics HTTP/1.1', 'Host: x', '', ''];
    const unfinished = open(server.port, 'GET /metrics HTTP/1.1', 'Host:');
    const ended = new Promise((resolve) => unfinished.once('close', resolve));
    const busy = open(server.port, ...request);
    await new Promise((resolve) => busy.once('readable', resolve));
    const closed = server.close();
    busy.write(request.join('\r\n'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const heads = (await buffer(busy)).toString().match(/HTTP[^]*?\r\n\r\n/g) ?? [];
    expect(heads.map((head) => head.split('\r\n')[0])).toEqual([
      'HTTP/1.1 200 OK',
      'HTTP/1.1 200 OK',
    ]);
    expect(heads.map((head) => /^connection: (.*)$/im.exec(head)?.[1])).toEqual([
      'keep-alive',
      'close',
    ]);
    await closed;
    await ended;
  });

  it('waits as long as a scrape takes where drainTimeoutMs is Infinity', async () => {
    let answer: (() => void) | undefined;
    const gatherer = new FakeGatherer(
      () =>
        new Promise((resolve) => {
          answer = () => {
            resolve([jobs.snapshot()]);
          };
        }),
    );
    const server = await startServer({ gatherer, port: 0, drainTimeoutMs: Infinity });
    const response = fetch(server.url);
    await vi.waitUntil(() => answer);
    const closed = server.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer?.();
    expect(await (await response).text()).toBe(jobsPage);
    await closed;
  });

  it('cuts off after its time what does not finish', async () => {
    const { gatherer } = waiting();
    const server = await start({ gatherer, drainTimeoutMs: 20 });
    const scrape = fetch(server.url);
    const failed = expect(scrape).rejects.toThrow('fetch failed');
    await expect.poll(() => gatherer.calls.length).toBe(1);
    await server.close();
    await failed;
    await expect.poll(() => gatherer.calls[0]?.signal?.aborted).toBe(true);
  });

  it('can be called again, and is what disposes of the server', async () => {
    const server = await start();
    await Promise.all([server.close(), server.close(), server[Symbol.asyncDispose]()]);
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });
});
