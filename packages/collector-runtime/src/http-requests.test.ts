import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  get,
  request,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { both, NetworkProbe } from './network-probe.ts';

vi.setConfig({ testTimeout: 30_000 });

let probe: NetworkProbe;
let port: number;

const handler: RequestListener = (req, res) => {
  if (req.url === '/never') return;
  if (req.url === '/half') {
    res.writeHead(200, { 'content-length': 1000 }).write('half');
    return;
  }
  if (req.url === '/broken') {
    res.writeHead(200, { 'content-length': 1000 }).write('half', () => res.destroy());
    return;
  }
  res.end(`you asked for ${String(req.url)}`);
};

beforeEach(async () => {
  probe = new NetworkProbe();
  const server = createServer(handler);
  server.on('upgrade', (_, socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n',
    );
    socket.pipe(socket);
  });
  port = await probe.listen(server);
});

afterEach(() => {
  probe[Symbol.dispose]();
});

const until = (condition: () => boolean): Promise<unknown> =>
  vi.waitUntil(condition, { interval: 5, timeout: 20_000 });

/** Waits until nothing is under way, and returns what the requests came to. */
async function outcome(): Promise<NetworkProbe['http']> {
  await until(() => {
    const { started, finished, aborted } = probe.http;
    return (['server', 'client'] as const).every(
      (side) => started[side] === finished[side] + aborted[side],
    );
  });
  return probe.http;
}

async function respond(path: string, agent?: Agent): Promise<string> {
  const [response] = (await once(
    get({ port, host: '127.0.0.1', path, agent: agent ?? false }),
    'response',
  )) as [IncomingMessage];
  return text(response);
}

describe('HTTP requests', () => {
  it('are counted on both sides, and share a connection that is kept alive', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 5; i++) {
      expect(await respond(`/${String(i)}`, agent)).toBe(`you asked for /${String(i)}`);
    }
    expect(await outcome()).toEqual({ started: both(5), finished: both(5), aborted: both(0) });
    const { open, opened, received, sent } = probe.tcp;
    expect({ open, opened }).toEqual({ open: both(1), opened: both(1) });
    expect(received.server).toBe(sent.client);
    expect(received.client).toBe(sent.server);
    agent.destroy();
    await until(() => probe.tcp.open.server === 0);
    expect(probe.tcp.received.server).toBe(sent.client);
  });

  it('open a connection each where none is kept', async () => {
    await Promise.all([respond('/a'), respond('/b')]);
    expect(await outcome()).toMatchObject({ started: both(2), finished: both(2) });
    expect(probe.tcp.opened).toEqual(both(2));
  });

  it('are under way between their start and their end', async () => {
    const waiting = get({ port, host: '127.0.0.1', path: '/never', agent: false });
    waiting.on('error', () => {});
    await until(() => probe.http.started.server === 1);
    expect(probe.http).toEqual({ started: both(1), finished: both(0), aborted: both(0) });
    waiting.destroy();
    expect(await outcome()).toEqual({ started: both(1), finished: both(0), aborted: both(1) });
  });

  it.each([
    ['the client in the middle of a response', '/half', true],
    ['the server in the middle of a response', '/broken', false],
  ])('are aborted by %s', async (_, path, byClient) => {
    const asking = get({ port, host: '127.0.0.1', path, agent: false });
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    response.on('error', () => {});
    await once(response, 'data');
    if (byClient) response.destroy();
    expect(await outcome()).toEqual({ started: both(1), finished: both(0), aborted: both(1) });
  });

  it('are aborted on the client where no server is', async () => {
    const asking = get({ port: 1, host: '127.0.0.1', agent: false });
    asking.on('error', () => {});
    await new Promise((resolve) => asking.on('close', resolve));
    expect(await outcome()).toMatchObject({
      started: { server: 0, client: 1 },
      aborted: { server: 0, client: 1 },
    });
  });

  it('end all where a connection with several of them breaks', async () => {
    const socket = connect(port, '127.0.0.1');
    const asked = ['/never', '/first', '/never'].map(
      (path) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`,
    );
    socket.write(asked.join(''));
    await until(() => probe.http.started.server === 3);
    socket.destroy();
    expect(await outcome()).toMatchObject({
      finished: both(0),
      aborted: { server: 3, client: 0 },
    });
    expect(probe.tcp.received.server).toBe(Buffer.byteLength(asked.join('')));
  });

  it('that upgrade are finished on the client, and the connection goes on being counted', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'echo' };
    const asking = request({ port, host: '127.0.0.1', headers }).end();
    const [, socket] = (await once(asking, 'upgrade')) as [IncomingMessage, typeof asking.socket];
    const before = probe.tcp;
    socket!.write('x'.repeat(5000));
    await until(() => socket!.bytesRead === before.received.client + 5000);
    // Node.js does not show them to the listener of requests.
    expect(await outcome()).toEqual({
      started: { server: 0, client: 1 },
      finished: { server: 0, client: 1 },
      aborted: both(0),
    });
    for (const [name, side] of [
      ['received', 'server'],
      ['received', 'client'],
      ['sent', 'server'],
      ['sent', 'client'],
    ] as const) {
      expect(probe.tcp[name][side] - before[name][side], `${name} ${side}`).toBe(5000);
    }
    socket!.destroy();
    await until(() => probe.tcp.open.server === 0);
    expect(probe.tcp.opened).toEqual(both(1));
  });

  it('are counted where fetch() makes them', async () => {
    const url = `http://127.0.0.1:${String(port)}`;
    await (await fetch(url)).text();
    await (await fetch(url)).text();
    expect(await outcome()).toEqual({ started: both(2), finished: both(2), aborted: both(0) });
    expect(probe.tcp.received.server).toBe(probe.tcp.sent.client);

    const controller = new AbortController();
    const waiting = fetch(`${url}/never`, { signal: controller.signal });
    await until(() => probe.http.started.server === 3);
    controller.abort();
    await expect(waiting).rejects.toThrow('aborted');
    expect(await outcome()).toEqual({ started: both(3), finished: both(2), aborted: both(1) });
  });

  it('are listened to by nobody once the collector is disposed of', () => {
    const channels = [
      'net.server.socket',
      'net.client.socket',
      'http.server.request.start',
      'http.client.request.start',
      'http.client.response.finish',
      'undici:request:create',
      'undici:request:trailers',
      'undici:request:error',
    ];
    const listened = (): string[] => channels.filter((channel) => hasSubscribers(channel));
    expect(listened()).toEqual(channels);
    probe[Symbol.dispose]();
    expect(listened()).toEqual([]);
  });
});
