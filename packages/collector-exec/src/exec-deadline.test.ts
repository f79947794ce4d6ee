import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leavesNothingRunning } from '@telltale/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ExecOptions } from './exec-options.ts';
import { execSource } from './exec-source.ts';

const never = new AbortController().signal;

function make(options: ExecOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'exec-'));
  const source = execSource({ killGraceMs: 300, ...options, cwd: folder });
  onTestFinished(async () => {
    await source[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  /** The numbers that commands wrote into a file. */
  const written = (file: string): number[] => {
    try {
      return readFileSync(join(folder, file), 'utf8').trim().split(/\s+/).map(Number);
    } catch {
      return [];
    }
  };
  return { source, written };
}

function query(script: string) {
  return { command: ['sh', '-c', script], format: 'json' } as const;
}

function isRunning(pid: number): boolean {
  try {
    // A zombie has ended, though nobody asked about it yet.
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function haveEnded(pids: readonly number[]): Promise<void> {
  await vi.waitFor(
    () => {
      expect(pids.filter(isRunning)).toEqual([]);
    },
    { timeout: 10_000, interval: 20 },
  );
}

describe.runIf(process.platform === 'linux')('execSource, when a command takes too long', () => {
  it('ends the whole group, by force what does not end by itself', async () => {
    const { source, written } = make({ timeoutMs: 3000 });
    const stubborn = 'trap "" TERM; echo $$ >> pids; while :; do sleep 0.1; done';
    const script = `echo waits >&2; sh -c '${stubborn}' & sleep 1000 & echo $! $$ >> pids; wait`;
    const failed = source.query(query(script), { signal: never });
    await expect(failed).rejects.toThrow(
      /^sh did not end within 3000 ms, and was ended\. It said: waits$/,
    );
    await expect(failed).rejects.toMatchObject({ reason: 'timeout' });
    const pids = written('pids');
    expect(pids).toHaveLength(3);
    await haveEnded(pids);
  });

  it('asks first, so that a program can clean up', async () => {
    const { source, written } = make({ timeoutMs: 2000, killGraceMs: 20_000 });
    const script = 'trap "echo 1 > cleaned; exit" TERM; while :; do sleep 0.05; done';
    await expect(source.query(query(script), { signal: never })).rejects.toThrow('did not end');
    expect(written('cleaned')).toEqual([1]);
  });

  it('rejects with the reason of the signal, when the command is gone', async () => {
    const { source, written } = make();
    const controller = new AbortController();
    const running = source.query(query('echo $$ > pid; sleep 1000'), { signal: controller.signal });
    running.catch(() => undefined);
    const [pid = 0] = await vi.waitFor(() => {
      expect(written('pid')).toHaveLength(1);
      return written('pid');
    });
    controller.abort(new Error('the scrape is over'));
    await expect(running).rejects.toThrow('the scrape is over');
    await haveEnded([pid]);
    await expect(source.query(query('true'), { signal: controller.signal })).rejects.toThrow(
      'the scrape is over',
    );
  });

  it('takes the output of a command that left something running with its output open', async () => {
    const { source, written } = make();
    const script = `echo '{"a":1}'; sleep 1000 & echo $! > pid`;
    const rows = await source.query(query(script), { signal: never });
    expect(rows.map((row) => ({ ...row }))).toEqual([{ a: 1 }]);
    await haveEnded(written('pid'));
  });

  it('leaves nothing running when it is disposed of', async () => {
    const { source, written } = make();
    await leavesNothingRunning(async () => {
      const running = source.query(query('echo $$ > pid; sleep 1000'), { signal: never });
      running.catch(() => undefined);
      await vi.waitFor(() => {
        expect(written('pid')).toHaveLength(1);
      });
      await source[Symbol.asyncDispose]();
      await expect(running).rejects.toThrow('The exec source was disposed of.');
    });
    await haveEnded(written('pid'));
    await expect(source.query(query('true'), { signal: never })).rejects.toThrow('disposed of');
  });
});

describe('execSource, when commands run at the same time', () => {
  it('runs the same one once', async () => {
    const { source, written } = make();
    const script = `echo 1 >> runs; sleep 0.3; echo '{"a":1}'`;
    const found = await Promise.all(
      [1, 2, 3].map(() => source.query(query(script), { signal: never })),
    );
    expect(found.map((rows) => ({ ...rows[0] }))).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
    expect(written('runs')).toEqual([1]);
    await source.query(query(script), { signal: never });
    expect(written('runs')).toEqual([1, 1]);
  });

  it('goes on for those who still wait when one gives up', async () => {
    const { source } = make();
    const impatient = new AbortController();
    const script = `sleep 0.3; echo '{"a":1}'`;
    const given = source.query(query(script), { signal: impatient.signal });
    const kept = source.query(query(script), { signal: never });
    impatient.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    expect(await kept).toHaveLength(1);
  });

  it('begins anew for one who comes after the others have given up', async () => {
    const { source } = make();
    const impatient = new AbortController();
    const script = `trap "" TERM; sleep 0.2; echo '{"a":1}'`;
    const given = source.query(query(script), { signal: impatient.signal });
    impatient.abort(new Error('enough'));
    const next = source.query(query(script), { signal: never });
    await expect(given).rejects.toThrow('enough');
    expect(await next).toHaveLength(1);
  });

  it('runs no more than it may, and lets others wait in their order', async () => {
    const { source, written } = make({ maxConcurrent: 2 });
    const ask = (n: number, signal = never) =>
      source.query(query(`echo ${n} >> order; sleep 0.2; echo '[]'`), { signal });
    const controller = new AbortController();
    const all = [ask(1), ask(2), ask(3), ask(4, controller.signal), ask(5)];
    await sleep(0);
    expect(source.pool()).toEqual({ max: 2, open: 2, idle: 0, waiting: 3 });
    controller.abort(new Error('enough'));
    const settled = await Promise.allSettled(all);
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    const order = written('order');
    expect(order.slice(0, 2).sort()).toEqual([1, 2]);
    expect(order.slice(2).sort()).toEqual([3, 5]);
    expect(source.pool()).toEqual({ max: 2, open: 0, idle: 0, waiting: 0 });
  });
});
