import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { redisSource } from './redis-source.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** Lets everybody sign in, and says of all else what Redis says from version 7 on. */
async function strictServer(): Promise<number> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const [command] of text.matchAll(/AUTH|SELECT|LLEN/g)) {
        const refusal = "-NOPERM User reader has no permissions to run the 'llen' command\r\n";
        socket.write(command === 'LLEN' ? refusal : '+OK\r\n');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

it.each([
  ['<secret>', (port: number) => ({ url: `redis://reader:planted@127.0.0.1:${port}` })],
  ['reader', (port: number) => ({ port, username: 'reader', password: 'planted' })],
])('the user is shown as %s', async (shown, optionsOf) => {
  const source = redisSource(optionsOf(await strictServer()));
  const { signal } = new AbortController();
  await expect(source.query({ command: ['LLEN', 'k'] }, { signal })).rejects.toThrow(
    `LLEN k: NOPERM User ${shown} has no permissions to run the 'llen' command`,
  );
  await source[Symbol.asyncDispose]();
});
