import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { authority, serverCertificate, serverKey } from '../testing/certificates.ts';
import { httpEndpoint } from './http-endpoint.ts';
import { listen, ListenError, type ExporterServer, type Speak } from './server.ts';

const anyPort = { host: '127.0.0.1', port: 0 };
const hello: RequestListener = (_req, res) => res.end('hello');
const fail = (error: Error): never => {
  throw error;
};

const open: ExporterServer[] = [];

async function start(
  listener: RequestListener,
  addresses: readonly (typeof anyPort)[] = [anyPort],
): Promise<ExporterServer> {
  const server = await listen(addresses, listener, fail);
  open.push(server);
  return server;
}

function urlOf(server: ExporterServer, index = 0): string {
  return `http://127.0.0.1:${server.addresses[index]!.port}/`;
}

/** A listener that answers when it is told to. */
function onDemand() {
  const arrived = Promise.withResolvers<ServerResponse>();
  const listener: RequestListener = (_req, res) => {
    arrived.resolve(res);
  };
  return { listener, arrived: arrived.promise };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.drain(0)));
});

describe('listen', () => {
  it('answers on all addresses and tells the ports that it got', async () => {
    const server = await start(hello, [anyPort, anyPort]);
    expect(server.addresses.map(({ host }) => host)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(server.addresses[0]!.port).not.toBe(server.addresses[1]!.port);
    expect(await (await fetch(urlOf(server, 0))).text()).toBe('hello');
    expect(await (await fetch(urlOf(server, 1))).text()).toBe('hello');
  });

  it('says which address is in use and what to do, and leaves none open', async () => {
    const taken = await start(hello);
    const { port } = taken.addresses[0]!;
    const first = await start(hello);
    const free = first.addresses[0]!.port;
    await first.drain(0);

    const addresses = [
      { host: '127.0.0.1', port: free },
      { host: '127.0.0.1', port },
    ];
    const attempt = listen(addresses, hello, fail);
    await expect(attempt).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: it is in use. Stop what listens there, or choose another address with ` +
        '--web.listen-address.',
    );
    await expect(attempt).rejects.toBeInstanceOf(ListenError);
    await expect(attempt).rejects.toMatchObject({ cause: { code: 'EADDRINUSE' } });
    const socket = connect(free, '127.0.0.1');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('says that an address is not of this machine', async () => {
    // 192.0.2.0/24 is for documentation (RFC 5737).
    await expect(listen([{ host: '192.0.2.1', port: 0 }], hello, fail)).rejects.toThrow(
      'Cannot listen on 192.0.2.1:0: this machine has no such address. Choose one of its own with ' +
        '--web.listen-address, or all with :PORT.',
    );
  });
});

describe('drain', () => {
  it('lets a request in flight end, and closes its connection', async () => {
    const { listener, arrived } = onDemand();
    const server = await start(listener);
    const answer = fetch(urlOf(server));
    const res = await arrived;
    expect(server.inFlight).toBe(1);

    const drained = server.drain(60_000);
    res.end('late');
    const response = await answer;
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.text()).toBe('late');
    expect(await drained).toBe(0);
    expect(server.inFlight).toBe(0);
  });

  it('lets a long answer over HTTP/2 end, without a warning', async () => {
    const warned: string[] = [];
    const onWarning = ({ message }: Error): void => void warned.push(message);
    process.on('warning', onWarning);
    const { listener, arrived } = onDemand();
    const speak: Speak = (listens) => {
      const tls = { cert: serverCertificate, key: serverKey, http2: true };
      const refusal = { refusalOf: () => undefined, onRefused: () => undefined };
      const endpoint = httpEndpoint({ listener: listens, tls: { ...tls, ...refusal } });
      return (connection) => {
        endpoint.accept(connection);
      };
    };
    const server = await listen([anyPort], listener, fail, speak);
    open.push(server);
    const { port } = server.addresses[0]!;
    const client = connectHttp2('https://localhost', {
      createConnection: () =>
        connectTls({
          ...{ port, host: '127.0.0.1', servername: 'localhost' },
          ...{ ca: authority, ALPNProtocols: ['h2'] },
        }),
    });
    client.on('error', () => undefined);
    const answer = buffer(client.request({ ':path': '/' }));
    const res = await arrived;

    const drained = server.drain(60_000);
    const length = 8 * 1024 * 1024;
    res.end(Buffer.alloc(length));
    expect((await answer).length).toBe(length);
    expect(await drained).toBe(0);
    process.off('warning', onWarning);
    expect(warned).toEqual([]);
  });

  it('refuses connections while it waits', async () => {
    const { listener, arrived } = onDemand();
    const server = await start(listener);
    const answer = fetch(urlOf(server));
    const res = await arrived;
    const drained = server.drain(60_000);
    await expect(fetch(urlOf(server))).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    res.end();
    await answer;
    await drained;
  });

  it('cuts off at the deadline what has not ended, and counts it', async () => {
    const { listener, arrived } = onDemand();
    const server = await start(listener);
    const answer = fetch(urlOf(server)).catch((error: unknown) => error);
    await arrived;
    expect(await server.drain(1)).toBe(1);
    expect(await answer).toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
  });

  it('does not wait for connections that are idle or never end their request', async () => {
    const server = await start(hello);
    const socket = connect(server.addresses[0]!.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await (await fetch(urlOf(server))).text();
    const closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.resume();
    expect(await server.drain(60_000)).toBe(0);
    await closed;
  });
});
