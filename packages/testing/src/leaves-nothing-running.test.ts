import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { leavesNothingRunning, ResourceLeak } from './leaves-nothing-running.ts';

async function leakOf(run: Promise<void>): Promise<ResourceLeak> {
  const error: unknown = await run.catch((reason: unknown) => reason);
  if (error instanceof ResourceLeak) return error;
  throw new Error('nothing was left');
}

describe('leavesNothingRunning', () => {
  it('passes at once where nothing is left', async () => {
    const start = performance.now();
    await leavesNothingRunning(() => clearTimeout(setTimeout(() => {}, 60_000)));
    await leavesNothingRunning(async () => {
      setInterval(() => {}, 60_000).unref();
      await Promise.resolve();
    });
    expect(performance.now() - start).toBeLessThan(900);
  });

  it('waits for what is being closed', async () => {
    await leavesNothingRunning(() => {
      setTimeout(() => {}, 100);
    });
  });

  it('says what is left, and where it was made', async () => {
    let timer: NodeJS.Timeout | undefined;
    const server = createServer();
    const forgetful = async (): Promise<void> => {
      timer = setInterval(() => {}, 60_000);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    };
    const leak = await leakOf(leavesNothingRunning(forgetful, { waitMs: 0 }));
    clearInterval(timer);
    server.close();
    expect(leak.resources.map(({ type }) => type)).toEqual(['Timeout', 'TCPSERVERWRAP']);
    expect(leak.message).toMatch(
      /^What still keeps the process alive:\n {2}Timeout, made at forgetful .*leaves-nothing-running\.test\.ts:\d+:\d+\)?\n {2}TCPSERVERWRAP, made at .*leaves-nothing-running\.test\.ts:\d+:\d+\)?$/,
    );
  });

  it('passes on what the function throws', async () => {
    const fail = (): never => {
      throw new Error('no server');
    };
    await expect(leavesNothingRunning(fail)).rejects.toThrow('no server');
  });

  it.each([-1, NaN])('refuses to wait for %d ms', async (waitMs) => {
    await expect(leavesNothingRunning(() => {}, { waitMs })).rejects.toThrow(
      `waitMs is ${waitMs}, expected 0 or more milliseconds.`,
    );
  });
});
