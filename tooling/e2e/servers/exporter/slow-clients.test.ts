import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../wait-until.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

/** As many as one address of the exporter takes. */
const mostConnections = 1000;
/** As many as may be answered at the same time, without `--web.max-requests`. */
const mostScrapes = 40;
const series = 120_000;

/** A page of 7 MB: more than the system takes off the exporter's hands. */
function page(): string {
  const lines = Array.from(
    { length: series },
    (_, index) => `big{room="a room with a long name",number="${index}"} ${index}.5`,
  );
  return ['# HELP big Big.', '# TYPE big gauge', ...lines, ''].join('\n');
}

describe.runIf(process.platform === 'linux')('an exporter whose clients', () => {
  const cleanup = new AsyncDisposableStack();
  const sockets: Socket[] = [];
  let exporter: ConfiguredExporter;

  beforeAll(async () => {
    const config = { sources: { big: { type: 'textfile', directories: ['.'], cache_ttl: '1h' } } };
    exporter = cleanup.use(
      await ConfiguredExporter.start(JSON.stringify(config), { files: { 'big.prom': page() } }),
    );
  });
  afterAll(() => cleanup.disposeAsync());

  /** Opens a connection, and sends this; nothing of what comes is read. */
  async function open(request: string): Promise<Socket> {
    const socket = connect(Number(new URL(exporter.origin).port), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.pause();
    socket.write(request);
    return socket;
  }

  function closeAll(): void {
    for (const socket of sockets.splice(0)) socket.destroy();
  }

  /** Megabytes of memory of the exporter. */
  function memory(): number {
    const [, kilobytes] =
      /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${exporter.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  }

  const scrape = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
  async function statusOf(path = '/metrics'): Promise<number> {
    const response = await exporter.ask(path);
    await response.arrayBuffer();
    return response.status;
  }

  test('do not read their answers holds no page for each of them, and answers others', async () => {
    const bytes = (await (await exporter.ask('/metrics')).text()).length;
    expect(bytes).toBeGreaterThan(7_000_000);
    await (await exporter.ask('/metrics')).text();
    const before = memory();

    for (let client = 1; client < mostScrapes; client++) await open(scrape);
    await waitUntil(
      'their answers have begun',
      () => sockets.every((socket) => socket.readableLength > 0) || undefined,
    );
    expect(await statusOf()).toBe(200);
    // As a copy for each, they would be 280 MB.
    expect(memory() - before).toBeLessThan((bytes * mostScrapes) / 2 / 1024 / 1024);

    await waitUntil('the last place is taken', async () => {
      // One that comes while the place of the last question is not yet free again is refused.
      await open(scrape);
      return (await statusOf()) === 503 || undefined;
    });
    expect(await statusOf('/-/healthy')).toBe(200);
    closeAll();
    await waitUntil('the places are free', async () => (await statusOf()) === 200 || undefined);
  });

  test('never end their requests answers others, until there are too many, and again', async () => {
    for (let client = 0; client < 900; client++) await open('GET / HTTP/1.1\r\n');
    expect(await statusOf('/-/healthy')).toBe(200);
    // Those that are more are closed at once.
    const more = await Promise.all(Array.from({ length: 200 }, () => open('GET / HTTP/1.1\r\n')));
    const refused = await waitUntil('those that are more are closed', () => {
      const closed = more.filter((socket) => socket.closed).length;
      return closed >= 200 - (mostConnections - 900) || undefined;
    });
    expect(refused).toBe(true);
    closeAll();
    expect(await waitUntil('it answers again', () => statusOf('/-/healthy'))).toBe(200);
  });

  test('send headers that are too large is not moved by it', async () => {
    const socket = await open(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}`);
    expect(await text(socket)).toContain('431 Request Header Fields Too Large');
    expect(await statusOf()).toBe(200);
    closeAll();
  });

  test('send a body without end has nothing read of it', async () => {
    const before = memory();
    const socket = await open(
      'POST /-/reload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    socket.resume();
    const chunk = `${(1024 * 1024).toString(16)}\r\n${'x'.repeat(1024 * 1024)}\r\n`;
    for (let sent = 0; sent < 200; sent++) {
      if (!socket.write(chunk)) await once(socket, 'drain');
    }
    expect(memory() - before).toBeLessThan(100);
    expect(await statusOf()).toBe(200);
    closeAll();
  });
});
