import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { leftRunning } from './left-running.ts';

describe('leftRunning', () => {
  it('finds nothing where nothing is left', async () => {
    const work = async () => {
      clearTimeout(setTimeout(() => {}, 60_000));
      setTimeout(() => {}, 60_000).unref();
      await new Promise((resolve) => setImmediate(resolve));
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      server.close();
    };
    expect(await leftRunning(work, 1000)).toEqual([]);
  });

  it('finds timers and handles, also those made after an await', async () => {
    let timer: NodeJS.Timeout | undefined;
    const server = createServer();
    const work = async () => {
      await Promise.resolve();
      timer = setInterval(() => {}, 60_000);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    };
    const left = await leftRunning(work, 50);
    clearInterval(timer);
    server.close();
    expect(left.map(({ type }) => type).sort()).toEqual(['TCPSERVERWRAP', 'Timeout']);
  });

  it('takes no notice of what others make meanwhile', async () => {
    let timer: NodeJS.Timeout | undefined;
    setImmediate(() => {
      timer = setInterval(() => {}, 60_000);
    });
    const left = await leftRunning(() => new Promise((done) => setTimeout(done, 20)), 50);
    expect(timer?.hasRef()).toBe(true);
    clearInterval(timer);
    expect(left).toEqual([]);
  });
});
