import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { answer } from './handler.ts';
import { sendResponse } from './send-response.ts';

const partBytes = 64 * 1024;
/** Far more than the buffers of two sockets hold. */
const parts = Array.from({ length: 1024 }, (_, index) => Buffer.alloc(partBytes, index));
const page = answer(200, { 'Content-Type': 'text/plain' }, parts);
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that sends the page, a client that has asked for it, and how many parts were written. */
async function slowClient(): Promise<{ client: Socket; written: () => number }> {
  let written = 0;
  const server = createServer((_, res) => {
    const write = res.write.bind(res) as (chunk: unknown) => boolean;
    res.write = (chunk: unknown): boolean => {
      written++;
      return write(chunk);
    };
    sendResponse(res, page);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {});
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  return { client, written: () => written };
}

/** Waits until no more is written. */
async function standstill(written: () => number): Promise<number> {
  for (let before = -1; ;) {
    const now = written();
    if (now === before && now > 0) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('sendResponse', () => {
  it('writes no more than the client reads, and all of it in the end', async () => {
    const { client, written } = await slowClient();
    expect(await standstill(written)).toBeLessThan(parts.length / 2);
    const read: Buffer[] = [];
    client.on('data', (chunk: Buffer) => read.push(chunk));
    client.resume();
    await new Promise((resolve) => client.once('end', resolve));
    const received = Buffer.concat(read);
    const head = received.subarray(0, received.indexOf('\r\n\r\n') + 4);
    expect(head.toString()).toContain(`\r\nContent-Length: ${parts.length * partBytes}\r\n`);
    expect(received.subarray(head.length).equals(Buffer.concat(parts))).toBe(true);
    expect(written()).toBe(parts.length);
  });

  it('writes nothing more to a client that has gone away', async () => {
    const { client, written } = await slowClient();
    await standstill(written);
    client.destroy();
    const server = servers[0]!;
    await expect
      .poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count))))
      .toBe(0);
    expect(await standstill(written)).toBeLessThan(parts.length / 2);
  });

  it('lets the event loop turn where a client takes all that it is given', async () => {
    let written = 0;
    const response: unknown = {
      writeHead: () => undefined,
      write: () => {
        written++;
        return true;
      },
      end: () => undefined,
    };
    sendResponse(response as ServerResponse, page);
    const inTurns = [written];
    while (written < parts.length) {
      await nextTurn();
      inTurns.push(written - inTurns.reduce((sum, count) => sum + count, 0));
    }
    expect(Math.max(...inTurns)).toBe(16);
  });

  it('ends an answer that has no parts', () => {
    const calls: string[] = [];
    const response: unknown = {
      writeHead: () => calls.push('head'),
      write: () => calls.push('write'),
      end: () => calls.push('end'),
    };
    sendResponse(response as ServerResponse, answer(200, {}, []));
    expect(calls).toEqual(['head', 'end']);
  });
});
