import { describe, expect, it, vi } from 'vitest';
import { runNode } from './run-node.ts';

// Each starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

/** Prints the running and the started workers at each call of `show`. */
const prelude = `
  import { Worker } from 'node:worker_threads';
  import { once } from 'node:events';
  const start = async (code) => {
    const worker = new Worker(code, { eval: true, execArgv: [] });
    await once(worker, 'online');
    return worker;
  };
  const waits = 'require("node:worker_threads").parentPort.once("message", () => process.exit())';
  const show = (collector) => {
    const values = read(collector);
    print([values.nodejs_worker_threads, values.nodejs_worker_threads_started_total]);
  };
`;

function shown(program: string): unknown {
  const { stdout, stderr, status } = runNode(prelude + program);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('worker threads', () => {
  it('are counted while they run, however they end', () => {
    const program = `
      const collector = runtimeCollector({ include: ['workers'] });
      show(collector);
      const workers = [await start(waits), await start(waits), await start(waits)];
      show(collector);
      workers[0].postMessage('end');
      await once(workers[0], 'exit');
      show(collector);
      await workers[1].terminate();
      show(collector);
      const failing = new Worker('throw new Error("seen")', { eval: true, execArgv: [] });
      failing.on('error', ({ message }) => print(message));
      await new Promise((resolve) => failing.on('exit', resolve));
      show(collector);
      await workers[2].terminate();
    `;
    expect(shown(program)).toEqual([[0, 0], [3, 3], [2, 3], [1, 3], 'seen', [1, 4]]);
  });

  it('that fail still end the process where nobody listens', () => {
    const { status, stderr } = runNode(`
      ${prelude}
      const collector = runtimeCollector({ include: ['workers'] });
      new Worker('throw new Error("nobody listens")', { eval: true, execArgv: [] });
    `);
    expect(status).toBe(1);
    expect(stderr).toContain('nobody listens');
  });

  it('are left alone by a collector that is disposed of', () => {
    const program = `
      const kept = runtimeCollector({ include: ['workers'] });
      const collector = runtimeCollector({ include: ['workers'] });
      const worker = await start(waits);
      const listeners = () => print(worker.listenerCount('exit'));
      listeners();
      collector[Symbol.dispose]();
      listeners();
      show(kept);
      await worker.terminate();
      show(kept);
    `;
    expect(shown(program)).toEqual([2, 1, [1, 1], [0, 1]]);
  });
});
