import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import {
  connect,
  constants,
  createServer,
  type ClientHttp2Session,
  type ClientHttp2Stream,
} from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { both, NetworkProbe } from './network-probe.ts';

vi.setConfig({ testTimeout: 30_000 });

let probe: NetworkProbe;
let port: number;
let session: ClientHttp2Session;

const ignore = (): void => {};

beforeEach(async () => {
  probe = new NetworkProbe();
  const server = createServer();
  server.on('stream', (stream, { ':path': path }) => {
    stream.on('error', ignore);
    if (path === '/never') return;
    if (path === '/refused') {
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
      return;
    }
    if (path === '/push') {
      stream.pushStream({ ':path': '/pushed' }, (_, pushed) => {
        pushed.respond();
        pushed.end('pushed');
      });
    }
    stream.respond();
    if (path === '/half') stream.write('half', () => stream.destroy());
    else stream.end('whole');
  });
  port = await probe.listen(server);
  session = connect(`http://127.0.0.1:${port}`);
  session.on('error', ignore);
  session.on('stream', (pushed) => pushed.resume());
});

afterEach(() => {
  session.destroy();
  probe[Symbol.dispose]();
});

/** Makes a request, and runs something once the server knows of it. */
async function request(
  path: string,
  onStart: (stream: ClientHttp2Stream) => void = ignore,
): Promise<void> {
  const stream = session.request({ ':path': path });
  stream.on('error', ignore).resume();
  const closed = new Promise((resolve) => stream.once('close', resolve));
  await vi.waitUntil(() => probe.http.started.server > 0, { interval: 5, timeout: 20_000 });
  onStart(stream);
  await closed;
}

/** Waits until nothing is under way, and returns what the requests came to. */
async function outcome(): Promise<NetworkProbe['http']> {
  await vi.waitUntil(
    () => {
      const { started, finished, aborted } = probe.http;
      return (['server', 'client'] as const).every(
        (side) => started[side] === finished[side] + aborted[side],
      );
    },
    { interval: 5, timeout: 20_000 },
  );
  return probe.http;
}

const finished = (count: number) => ({
  started: both(count),
  finished: both(count),
  aborted: both(0),
});
const aborted = { started: both(1), finished: both(0), aborted: both(1) };

describe('requests over HTTP/2', () => {
  it('are counted on both sides, all on one connection', async () => {
    await Promise.all(Array.from({ length: 5 }, (_, at) => request(`/${at}`)));
    expect(await outcome()).toEqual(finished(5));
    expect(probe.tcp.opened).toEqual(both(1));
  });

  it('are not what a server pushes', async () => {
    const pushed = once(session, 'stream');
    await request('/push');
    await pushed;
    expect(await outcome()).toEqual(finished(1));
  });

  it.each(['/refused', '/half'])(
    'are aborted where the server ends them early: %s',
    async (path) => {
      await request(path);
      expect(await outcome()).toEqual(aborted);
    },
  );

  it('are aborted where the client cancels them', async () => {
    await request('/never', (stream) => {
      stream.close(constants.NGHTTP2_CANCEL);
    });
    expect(await outcome()).toEqual(aborted);
  });

  it('are aborted where the connection is lost', async () => {
    await request('/never', () => {
      session.destroy();
    });
    expect(await outcome()).toEqual(aborted);
  });

  it('are counted once where undici, which is fetch(), makes them: it tells of them itself', async () => {
    session.destroy();
    const socket = connectSocket(port, '127.0.0.1');
    await once(socket, 'connect');
    // What it tells before it puts a session on the socket.
    channel('undici:client:connected').publish({ socket });
    session = connect(`http://127.0.0.1:${port}`, { createConnection: () => socket });
    await request('/');
    const { started } = probe.http;
    expect(started).toEqual({ server: 1, client: 0 });
  });
});
