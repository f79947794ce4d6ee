import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TimerSampler } from './timer-sampler.ts';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('sees a loop that is blocked, once, and gives each sample once', async () => {
  const sampler = new TimerSampler(20, () => undefined);
  await sleep(100);
  const before = sampler.take();
  block(200);
  await sleep(30);
  const delays = sampler.take();
  sampler.stop();
  expect(before.length).toBeGreaterThan(0);
  const long = delays.filter((delay) => delay >= 0.15);
  expect(long).toHaveLength(1);
  expect(sampler.take()).toEqual([]);
  expect(sampler.last).toBe(delays.at(-1));
});

it('hands samples over by itself when there are many, and ends when it is stopped', async () => {
  let turns = 0;
  const taken: number[] = [];
  const sampler: TimerSampler = new TimerSampler(1, () => {
    turns++;
    taken.push(...sampler.take());
  });
  while (turns === 0) await sleep(50);
  expect(taken).toHaveLength(250);
  expect(taken.every((delay) => delay >= 0)).toBe(true);
  sampler.stop();
  const left = sampler.take().length;
  await sleep(20);
  expect(sampler.take()).toEqual([]);
  expect(left).toBeLessThan(250);
});
