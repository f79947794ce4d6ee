import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import {
  connect as connectPlainly,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { connect as connectTls } from 'node:tls';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { authority, serverCertificate, serverKey } from '../testing/certificates.ts';
import { httpEndpoint, httpLimits, type HttpEndpoint, type HttpLimits } from './http-endpoint.ts';

const protocols = ['http', 'https', 'https beside HTTP/2'] as const;
type Protocol = (typeof protocols)[number];

const open: Server[] = [];
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(open.splice(0).map((server) => once(server.close(), 'close')));
});

interface Endpoint {
  readonly port: number;
  readonly endpoint: HttpEndpoint;
  readonly connect: () => Promise<Socket>;
}

async function start(
  protocol: Protocol,
  listener: RequestListener,
  limits: Partial<HttpLimits> = {},
  onRefused: (reason: string, client: string) => void = () => undefined,
): Promise<Endpoint> {
  const endpoint = httpEndpoint({
    listener,
    limits: { ...httpLimits, checkEveryMs: 20, ...limits },
    tls:
      protocol === 'http'
        ? undefined
        : {
            cert: serverCertificate,
            key: serverKey,
            http2: protocol === 'https beside HTTP/2',
            refusalOf: () => undefined,
            onRefused,
          },
  });
  const server = createServer((connection) => {
    endpoint.accept(connection);
  });
  server.listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint,
    connect: async () => {
      const host = '127.0.0.1';
      const socket =
        protocol === 'http'
          ? connectPlainly({ port, host })
          : connectTls({ port, host, servername: 'localhost', ca: authority });
      clients.push(socket);
      await once(socket, protocol === 'http' ? 'connect' : 'secureConnect');
      socket.on('error', () => undefined);
      return socket;
    },
  };
}

const hello: RequestListener = (_req, res) => {
  res.writeHead(200, { 'Content-Length': 5 });
  res.end('hello');
};

const asks = 'GET / HTTP/1.1\r\nHost: localhost\r\n';

/** All that comes until the connection is closed, be it in the midst of what is sent. */
function rest(socket: Socket): Promise<string> {
  let received = '';
  socket.setEncoding('utf8').on('data', (data: string) => (received += data));
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve(received);
    });
  });
}

describe.each(protocols)('an endpoint that speaks %s', (protocol) => {
  it('answers', async () => {
    const { connect } = await start(protocol, hello);
    const socket = await connect();
    socket.write(`${asks}Connection: close\r\n\r\n`);
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nhello$/s);
  });

  it('cuts off who sends its headers too slowly, and answers others meanwhile', async () => {
    const { connect } = await start(protocol, hello, { headersTimeoutMs: 150 });
    const [slow, other] = [await connect(), await connect()];
    slow.write(asks);
    const drip = setInterval(() => slow.write('x: y\r\n'), 10);
    other.write(`${asks}Connection: close\r\n\r\n`);
    expect(await rest(other)).toContain('200 OK');
    expect(await rest(slow)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    clearInterval(drip);
  });

  it('cuts off who asks nothing', async () => {
    const { connect } = await start(protocol, hello, { headersTimeoutMs: 50 });
    expect(await rest(await connect())).toMatch(/^HTTP\/1\.1 408 |^$/);
  });

  it('cuts off who sends a body without end, of which nothing is kept', async () => {
    const { connect } = await start(protocol, () => undefined, {
      headersTimeoutMs: 150,
      requestTimeoutMs: 150,
    });
    const socket = await connect();
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    const drip = setInterval(() => socket.write('3\r\nabc\r\n'), 10);
    await rest(socket);
    clearInterval(drip);
  });

  it('answers 431 to headers that are too large', async () => {
    const { connect } = await start(protocol, hello);
    const socket = await connect();
    socket.write(`${asks}x: ${'y'.repeat(httpLimits.maxHeaderSize)}\r\n\r\n`);
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  });

  it('cuts off who does not read its answer', async () => {
    const closed = Promise.withResolvers<unknown>();
    const { connect } = await start(
      protocol,
      (_req, res) => {
        res.once('close', () => {
          closed.resolve(true);
        });
        res.writeHead(200);
        res.write(Buffer.alloc(64 * 1024 * 1024));
      },
      { answerTimeoutMs: 100 },
    );
    const socket = await connect();
    socket.pause();
    socket.write(`${asks}\r\n`);
    await closed.promise;
  });

  it('speaks to nobody new in a connection once it is retired', async () => {
    const { connect, endpoint } = await start(protocol, hello);
    const socket = await connect();
    socket.write(`${asks}\r\n`);
    await once(socket, 'data');
    endpoint.retire();
    await rest(socket);
  });

  it('ends a request that it has begun when it is retired', async () => {
    const begun = Promise.withResolvers<() => void>();
    const { connect, endpoint } = await start(protocol, (_req, res) => {
      begun.resolve(() => res.end('late'));
    });
    const socket = await connect();
    socket.write(`${asks}\r\n`);
    const end = await begun.promise;
    endpoint.retire();
    end();
    expect(await rest(socket)).toContain('late');
  });
});

describe.each(['https', 'https beside HTTP/2'] as const)('an endpoint of only %s', (protocol) => {
  async function connectWithoutTls(limits: Partial<HttpLimits> = {}) {
    const refused: string[] = [];
    const { port, endpoint } = await start(protocol, hello, limits, (reason, client) => {
      refused.push(`${client}: ${reason}`);
    });
    const socket = connectPlainly({ port, host: '127.0.0.1' });
    clients.push(socket);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    return { socket, refused, endpoint };
  }
  const expected =
    'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 60\r\n' +
    'Connection: close\r\n\r\nThis port speaks HTTPS: write https:// in place of http://.\n';

  it.each([
    ['GET / HTTP/1.1', `${asks}\r\n`],
    ['a method that comes in pieces', 'P'],
    ['a large body', `POST / HTTP/1.1\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`],
    ['HTTP/2 without a handshake', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('answers 400 to %s, and says why', async (_what, request) => {
    const { socket, refused } = await connectWithoutTls();
    socket.write(request);
    expect(await rest(socket)).toBe(expected);
    expect(refused).toEqual(['127.0.0.1: the client spoke HTTP without encryption']);
  });

  it('hangs up on what is neither', async () => {
    const { socket, refused } = await connectWithoutTls();
    socket.write(Buffer.alloc(100));
    expect(await rest(socket)).not.toContain('HTTP');
    expect(refused).toHaveLength(1);
  });

  it('hangs up on who says nothing', async () => {
    const { socket, refused } = await connectWithoutTls({ handshakeTimeoutMs: 50 });
    expect(await rest(socket)).toBe('');
    expect(refused).toEqual(['127.0.0.1: the client said nothing']);
  });

  it('hangs up on who stops in the midst of a handshake', async () => {
    const { socket, refused } = await connectWithoutTls({ handshakeTimeoutMs: 50 });
    socket.write(Buffer.from([22, 3]));
    expect(await rest(socket)).toBe('');
    expect(refused).toEqual(['127.0.0.1: TLS handshake timeout']);
  });

  it('lets who leaves without a word go', async () => {
    const { socket, refused } = await connectWithoutTls();
    socket.end();
    await rest(socket);
    expect(refused).toEqual([]);
  });

  it('answers once more where it was retired before the client began', async () => {
    const { socket, endpoint } = await connectWithoutTls();
    endpoint.retire();
    const encrypted = connectTls({ socket, servername: 'localhost', ca: authority });
    await once(encrypted, 'secureConnect');
    encrypted.write(`${asks}\r\n`);
    expect(await rest(encrypted)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*hello$/s);
  });
});

it('an endpoint closes a connection of HTTP/1.1 that is idle for too long', async () => {
  const { connect } = await start('https beside HTTP/2', hello, { keepAliveMs: 50 });
  const socket = await connect();
  socket.write(`${asks}\r\n`);
  expect(await rest(socket)).toMatch(/hello$/);
});

describe('an endpoint that speaks HTTP/2', () => {
  const session = (port: number) => {
    const client = connectHttp2(`https://localhost:${port}`, {
      ca: authority,
      // The address that it listens on, whatever the name of this machine is.
      createConnection: () =>
        connectTls({
          port,
          host: '127.0.0.1',
          servername: 'localhost',
          ca: authority,
          ALPNProtocols: ['h2'],
        }),
    });
    client.on('error', () => undefined);
    return client;
  };

  it('answers many requests at the same time', async () => {
    const { port } = await start('https beside HTTP/2', hello);
    const client = session(port);
    const bodies = Array.from({ length: 50 }, () =>
      text(client.request({ ':path': '/' }).setEncoding('utf8')),
    );
    expect(new Set(await Promise.all(bodies))).toEqual(new Set(['hello']));
    client.close();
  });

  it('answers 431 to headers that are too large, and serves on', async () => {
    const { port } = await start('https beside HTTP/2', hello);
    const client = session(port);
    const large = client.request({ ':path': '/', x: 'y'.repeat(httpLimits.maxHeaderSize) });
    expect(await once(large, 'response')).toMatchObject([{ ':status': 431 }, {}, {}]);
    large.destroy();
    expect(await text(client.request({ ':path': '/' }).setEncoding('utf8'))).toBe('hello');
    client.close();
  });

  it('closes a session that is idle for too long', async () => {
    const { port } = await start('https beside HTTP/2', hello, { keepAliveMs: 50 });
    const client = session(port);
    await text(client.request({ ':path': '/' }).setEncoding('utf8'));
    await once(client, 'close');
  });

  it('ends the requests of a session when it is retired, and closes it', async () => {
    const begun = Promise.withResolvers<() => void>();
    const { port, endpoint } = await start('https beside HTTP/2', (_req, res) => {
      begun.resolve(() => res.end('late'));
    });
    const client = session(port);
    const closed = once(client, 'close');
    const body = text(client.request({ ':path': '/' }).setEncoding('utf8'));
    const end = await begun.promise;
    endpoint.retire();
    end();
    expect(await body).toBe('late');
    await closed;
  });

  it('answers once more where it was retired before the client began', async () => {
    const { port, endpoint } = await start('https beside HTTP/2', hello);
    const socket = connectPlainly({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    endpoint.retire();
    const client = connectHttp2('https://localhost', {
      createConnection: () =>
        connectTls({ socket, servername: 'localhost', ca: authority, ALPNProtocols: ['h2'] }),
    });
    const closed = once(client, 'close');
    expect(await text(client.request({ ':path': '/' }).setEncoding('utf8'))).toBe('hello');
    await closed;
  });

  it('cuts off who does not read its answer, and serves the rest of the session', async () => {
    const closed = Promise.withResolvers<unknown>();
    const { port } = await start(
      'https beside HTTP/2',
      (req, res) => {
        if (req.url !== '/large') {
          hello(req, res);
          return;
        }
        res.once('close', () => {
          closed.resolve(true);
        });
        res.writeHead(200);
        res.write(Buffer.alloc(1024 * 1024));
      },
      { answerTimeoutMs: 100 },
    );
    const client = session(port);
    client.request({ ':path': '/large' }).on('error', () => undefined);
    await closed.promise;
    expect(await text(client.request({ ':path': '/' }).setEncoding('utf8'))).toBe('hello');
    client.destroy();
  });

  it('lets clients go in the midst of an answer', async () => {
    const begun = Promise.withResolvers<() => void>();
    const { port } = await start('https beside HTTP/2', (req, res) => {
      if (req.url !== '/slow') {
        hello(req, res);
        return;
      }
      begun.resolve(() => {
        hello(req, res);
      });
    });
    const client = session(port);
    const slow = client.request({ ':path': '/slow' });
    slow.on('error', () => undefined);
    const answerLate = await begun.promise;
    slow.destroy();
    await once(slow, 'close');
    expect(await text(client.request({ ':path': '/' }).setEncoding('utf8'))).toBe('hello');
    answerLate();
    expect(await text(client.request({ ':path': '/' }).setEncoding('utf8'))).toBe('hello');
    client.close();
  });
});
