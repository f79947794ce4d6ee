import { describe, expect, it, vi } from 'vitest';
import { runNode } from './run-node.ts';

// Each starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

const ended = { status: 0, stdout: 'done\n', stderr: '' };

describe('a process', () => {
  it.each([
    ['made a collector and did not dispose of it', ''],
    ['made a collector and disposed of it', 'collector[Symbol.dispose]();'],
    ['collected before it disposed of it', 'read(collector); collector[Symbol.dispose]();'],
  ])('that %s ends by itself', (_, then) => {
    const run = runNode(`
      const collector = runtimeCollector();
      ${then}
      writeSync(1, 'done\\n');
    `);
    expect(run).toMatchObject(ended);
  });

  it('that only imports the package does not measure anything', () => {
    const { stdout, stderr } = runNode(
      `
      const importing = [...seen];
      seen.length = 0;
      runtimeCollector();
      print({ importing, making: seen });
      `,
      ['--import', `data:text/javascript,${encodeURIComponent(watch)}`],
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      importing: [],
      making: ['ELDHISTOGRAM', 'Timeout', 'Timeout', 'PerformanceObserver'],
    });
  });

  it('is not held by what the collector itself does, as its active resources show', () => {
    const { stdout } = runNode(`
      const collector = runtimeCollector();
      const { nodejs_active_resources: before = {} } = read(collector);
      const server = (await import('node:net')).createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const timer = setTimeout(() => {}, 1_000_000);
      const { nodejs_active_resources: during } = read(collector);
      clearTimeout(timer);
      await new Promise((resolve) => server.close(resolve));
      // The handle goes after the event.
      await sleep(20);
      const { nodejs_active_resources: after } = read(collector);
      print([before, during, after].map(({ Timeout = 0, TCPServerWrap = 0 }) => [Timeout, TCPServerWrap]));
    `);
    expect(JSON.parse(stdout)).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
  });

  it('that disposed of a collector has nothing left of it', () => {
    const { stdout, stderr } = runNode(
      `
      const refs = [];
      const makeOne = () => {
        const collector = runtimeCollector();
        read(collector);
        collector[Symbol.dispose]();
        refs.push(new WeakRef(collector));
      };
      for (let i = 0; i < 100; i++) makeOne();
      const kept = runtimeCollector();
      await sleep(100);
      for (let i = 0; i < 3; i++) {
        gc();
        await sleep(10);
      }
      print({ left: refs.filter((ref) => ref.deref() !== undefined).length, kept: kept.name });
      `,
      ['--expose-gc'],
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ left: 0, kept: 'runtime' });
  });

  it('counts nothing any more for a collector that was disposed of', () => {
    const { stdout } = runNode(
      `
      ${countingObservations}
      // A turn of its sampler takes 250 ms.
      const collector = runtimeCollector({ eventLoop: { resolutionMs: 1 } });
      await sleep(300);
      gc();
      await sleep(20);
      const running = observed;
      collector[Symbol.dispose]();
      await sleep(300);
      gc();
      await sleep(20);
      print({ running: running > 0, afterwards: observed - running });
      `,
      ['--expose-gc'],
    );
    expect(JSON.parse(stdout)).toEqual({ running: true, afterwards: 0 });
  });

  it('counts nothing for a collector that was refused because of its last option', () => {
    const { stdout } = runNode(`
      ${countingObservations}
      let refusal;
      try {
        runtimeCollector({ eventLoop: { resolutionMs: 1 }, gc: { buckets: [NaN] } });
      } catch (error) {
        refusal = error.message;
      }
      await sleep(300);
      print({ refusal, observed });
    `);
    expect(JSON.parse(stdout)).toEqual({
      refusal: 'nodejs_gc_duration_seconds: buckets holds NaN, expected numbers above -Infinity.',
      observed: 0,
    });
  });
});

const countingObservations = `
  import { Histogram } from '@telltale/metrics';
  const series = Object.getPrototypeOf(new Histogram({ name: 'x', help: '' }).labels());
  const { observe } = series;
  let observed = 0;
  series.observe = function (...args) {
    observed++;
    return observe.apply(this, args);
  };
`;

/** Notes timers, that of the event loop's delay and observers, from before the package is imported. */
const watch = `
  import { createHook } from 'node:async_hooks';
  import { PerformanceObserver } from 'node:perf_hooks';
  globalThis.seen = [];
  const init = (id, type) => { if (type === 'Timeout' || type === 'ELDHISTOGRAM') seen.push(type); };
  createHook({ init }).enable();
  const { observe } = PerformanceObserver.prototype;
  PerformanceObserver.prototype.observe = function (options) {
    seen.push('PerformanceObserver');
    return observe.call(this, options);
  };
`;
