import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { both, NetworkProbe } from './network-probe.ts';

vi.setConfig({ testTimeout: 30_000 });

let probe: NetworkProbe;
let port: number;

/** Answers each byte with two, and ends when its client does. */
const doubling = (socket: Socket): void => {
  socket.on('data', (data) => socket.write(Buffer.concat([data, data])));
  socket.on('error', () => {});
};

beforeEach(async () => {
  probe = new NetworkProbe();
  port = await probe.listen(createServer(doubling));
});

afterEach(() => {
  probe[Symbol.dispose]();
});

async function open(to: number = port): Promise<Socket> {
  const socket = connect(to, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Sends so many bytes and waits for twice as many. */
async function exchange(socket: Socket, bytes: number): Promise<void> {
  const all = socket.bytesRead + bytes * 2;
  socket.write(Buffer.alloc(bytes, 'x'));
  while (socket.bytesRead < all) await once(socket, 'data');
}

const until = (condition: () => boolean): Promise<unknown> =>
  vi.waitUntil(condition, { interval: 5, timeout: 20_000 });

const allClosed = (): Promise<unknown> =>
  until(() => probe.tcp.open.server === 0 && probe.tcp.open.client === 0);

describe('TCP connections', () => {
  it('are 0 on both sides before the first', () => {
    expect(probe.tcp).toEqual({ open: both(0), opened: both(0), received: both(0), sent: both(0) });
  });

  it('are counted with their bytes, which stay when they close', async () => {
    const sockets = [await open(), await open(), await open()];
    for (const [index, socket] of sockets.entries()) await exchange(socket, 1000 * (index + 1));
    const bytes = {
      received: { server: 6000, client: 12_000 },
      sent: { server: 12_000, client: 6000 },
    };
    expect(probe.tcp).toEqual({ open: both(3), opened: both(3), ...bytes });

    sockets[0]!.end();
    await until(() => probe.tcp.open.server === 2 && probe.tcp.open.client === 2);
    expect(probe.tcp).toEqual({ open: both(2), opened: both(3), ...bytes });

    // Without a goodbye.
    sockets[1]!.resetAndDestroy();
    sockets[2]!.destroy();
    await allClosed();
    expect(probe.tcp).toEqual({ open: both(0), opened: both(3), ...bytes });
  });

  it('show the same to all who read', async () => {
    const other = new NetworkProbe();
    const socket = await open();
    await exchange(socket, 500);
    expect(other.tcp).toEqual(probe.tcp);
    expect(other.tcp).toEqual(probe.tcp);
    socket.destroy();
    await allClosed();
    expect(other.tcp).toEqual(probe.tcp);
    other[Symbol.dispose]();
  });

  it('are not counted where none came about', async () => {
    const closed = createServer();
    const nowhere = await probe.listen(closed);
    closed.close();
    const socket = connect(nowhere, '127.0.0.1');
    await once(socket, 'close').catch(() => {});
    expect(probe.tcp.opened).toEqual(both(0));
  });

  it('are no pipes and Unix domain sockets', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'telltale-'));
    const path = join(folder, 'socket');
    const server: Server = createServer(doubling).listen(path);
    await once(server, 'listening');
    const socket = connect(path);
    await once(socket, 'connect');
    await exchange(socket, 10);
    expect(probe.tcp).toMatchObject({ opened: both(0), received: both(0) });
    socket.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('never count backwards where queued bytes are dropped', async () => {
    const silent = await probe.listen(createServer((socket) => socket.pause()));
    const socket = await open(silent);
    // More than the buffers of the kernel take.
    for (let i = 0; i < 20; i++) socket.write(Buffer.alloc(1 << 20));
    const queued = probe.tcp.sent.client;
    expect(queued).toBe(20 << 20);
    socket.destroy();
    await until(() => probe.tcp.open.client === 0);
    expect(probe.tcp.sent.client).toBe(queued);
  });

  it('are let go of by a collector that is disposed of', async () => {
    const other = new NetworkProbe();
    const socket = await open();
    const listeners = socket.listenerCount('close');
    const connecting = connect(port, '127.0.0.1');
    other[Symbol.dispose]();
    expect(socket.listenerCount('close')).toBe(listeners - 1);
    await once(connecting, 'connect');
    expect(connecting.listenerCount('close')).toBe(listeners - 1);
    socket.destroy();
    connecting.destroy();
  });
});

describe('TCP connections with TLS', () => {
  it('count ciphertext on servers and plaintext on clients, as their help says', async () => {
    // A key that both know needs no certificate.
    const psk = Buffer.alloc(32, 7);
    const shared = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
    const server = tls.createServer({ ...shared, pskCallback: () => psk }, doubling);
    const socket = tls.connect({
      ...shared,
      port: await probe.listen(server),
      host: '127.0.0.1',
      pskCallback: () => ({ psk, identity: 'test' }),
      checkServerIdentity: () => undefined,
    });
    await once(socket, 'secureConnect');
    await exchange(socket, 1000);
    const { open: connections, received, sent } = probe.tcp;
    expect(connections).toEqual(both(1));
    expect(sent.client).toBe(1000);
    expect(received.client).toBe(2000);
    expect(received.server).toBeGreaterThan(1000);
    expect(sent.server).toBeGreaterThan(2000);
    socket.end();
    await allClosed();
    expect(probe.tcp.opened).toEqual(both(1));
    expect(probe.tcp.sent.client).toBe(1000);
    expect(probe.tcp.received.server).toBeGreaterThanOrEqual(received.server);
  });
});
