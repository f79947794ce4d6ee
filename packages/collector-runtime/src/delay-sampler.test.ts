import { createHistogram } from 'node:perf_hooks';
import { describe, expect, it, vi } from 'vitest';
import { valuesOf } from './delay-sampler.ts';
import { runNode } from './run-node.ts';

// Each starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

describe('the values of a histogram', () => {
  it.each([
    ['none', []],
    ['one', [20_100_000]],
    ['two that are equal', [20_100_000, 20_100_000]],
    ['two that differ', [20_100_000, 220_000_000]],
    ['some among many that are equal', [...new Array<number>(100).fill(20_100_000), 1e9, 1e6, 5e9]],
    ['many of all lengths', Array.from({ length: 999 }, (_, at) => Math.round(1e6 * 1.02 ** at))],
  ])('are what was recorded: %s', (_, recorded) => {
    const histogram = createHistogram();
    for (const value of recorded) histogram.record(value);
    const values = valuesOf(histogram);
    const sorted = recorded.toSorted((a, b) => a - b);
    expect(values).toHaveLength(sorted.length);
    for (const [at, value] of values.entries()) {
      // Half of a step: Node.js tells the values of one power of two apart in 1,024 steps at least.
      expect(Math.abs(value - sorted[at]!) / sorted[at]!).toBeLessThanOrEqual(1 / 2048);
    }
  });
});

const prelude = `
  const { DelaySampler } = await import('./src/delay-sampler.ts');
  const above = (ms, delays) => delays.filter((delay) => delay > ms / 1000);
`;

function run(program: string): unknown {
  const { stdout, stderr } = runNode(prelude + program);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('samples', () => {
  it.each([
    ['several times a turn', 7],
    ['once in several turns', 170],
  ])('are each taken once, where somebody takes them %s', (_, everyMs) => {
    const { count, late, turnMs, seconds } = run(`
      const begin = now();
      // A turn is a twelfth of the window.
      const sampler = new DelaySampler(2, 600, () => {});
      const taken = [];
      while (now() - begin < 1500) {
        await sleep(${everyMs});
        taken.push(...sampler.take());
      }
      sampler.stop();
      const late = taken.reduce((sum, delay) => sum + delay, 0);
      print({ count: taken.length, late, turnMs: sampler.turnMs, seconds: (now() - begin) / 1000 });
    `) as { count: number; late: number; turnMs: number; seconds: number };
    expect(turnMs).toBe(50);
    // Samples follow each other, and one more a turn overlaps with its neighbours.
    const turns = (1000 * seconds) / turnMs + 1;
    expect(count * 0.002 + late).toBeLessThan(seconds + turns * 0.004 + 0.1 * seconds);
    expect(count * 0.002 + late).toBeGreaterThan(0.9 * seconds - turns * 0.004);
  });

  it('miss no block at the moment at which the histogram is emptied', () => {
    const delays = run(`
      let turns = 0;
      const taken = [];
      const sampler = new DelaySampler(5, 1200, () => {
        // So many that the histogram is emptied.
        taken.push(...sampler.take());
        if (++turns % 2 === 1) block(100);
      });
      while (turns < 6) await sleep(20);
      await sleep(50);
      sampler.stop();
      print(above(70, [...taken, ...sampler.take()]));
    `) as number[];
    // Due by a sample's interval after it began.
    expect(delays.length).toBeGreaterThanOrEqual(3);
    for (const delay of delays) expect(delay).toBeGreaterThanOrEqual(0.1 - 0.005 - 0.001);
  });

  it('miss no block right after the sampler was made', () => {
    const delays = run(`
      const sampler = new DelaySampler(20, 60_000, () => {});
      block(200);
      await sleep(50);
      sampler.stop();
      print(above(100, sampler.take()));
    `) as number[];
    expect(delays.length).toBeGreaterThanOrEqual(1);
  });

  it('tell the newest whose time is known after its interval', () => {
    const [before, after] = run(`
      const sampler = new DelaySampler(10, 60_000, () => {});
      const before = sampler.last ?? null;
      block(100);
      await sleep(5);
      const after = sampler.last;
      sampler.stop();
      print([before, after]);
    `) as [number | null, number];
    expect(before).toBeNull();
    expect(after).toBeGreaterThanOrEqual(0.1 - 0.01 - 0.001);
  });
});
