import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FixtureMachine } from './fixture-machine.ts';
import { readSocketTable } from './socket-table.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Listens on a port that is free, which it returns. */
async function listen(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('readSocketTable', () => {
  it('reads a table of several pages of the kernel whole', async () => {
    const ports: number[] = [];
    while (ports.length < 100) ports.push(await listen());
    const table = await readSocketTable('/proc/net/tcp');
    expect(table.length).toBeGreaterThan(3 * 4096);
    const address = (port: number): string =>
      `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
    expect(ports.filter((port) => !table.includes(address(port)))).toEqual([]);
    const lines = table.split('\n').slice(1, -1);
    expect(lines.filter((line) => !/^ *\d+: /.test(line))).toEqual([]);
  });

  it.each([0, 3839, 3840, 4096, 65_536, 200_000])(
    'reads a file of %i bytes whole',
    async (size) => {
      const machine = new FixtureMachine({ 'proc/net/tcp': 'x'.repeat(size) });
      const table = await readSocketTable(`${machine.root}/proc/net/tcp`);
      machine[Symbol.dispose]();
      expect(table).toBe('x'.repeat(size));
    },
  );

  it('says which file is not there', async () => {
    await expect(readSocketTable('/nonexistent/tcp')).rejects.toThrow(
      "ENOENT: no such file or directory, open '/nonexistent/tcp'",
    );
  });
});
