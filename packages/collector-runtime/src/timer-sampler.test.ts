import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TimerSampler } from './timer-sampler.ts';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('sees a loop that is blocked, once, and hands each sample over at once', async () => {
  const taken: number[] = [];
  const sampler: TimerSampler = new TimerSampler(20, () => {
    taken.push(...sampler.take());
  });
  await sleep(100);
  const before = taken.length;
  block(200);
  await sleep(30);
  sampler.stop();
  expect(before).toBeGreaterThan(0);
  expect(taken.slice(before).filter((delay) => delay >= 0.15)).toHaveLength(1);
  expect(taken.every((delay) => delay >= 0)).toBe(true);
  expect(sampler.last).toBe(taken.at(-1));
});

it('ends when it is stopped', async () => {
  let turns = 0;
  const sampler = new TimerSampler(1, () => turns++);
  while (turns === 0) await sleep(5);
  sampler.stop();
  const atStop = turns;
  await sleep(20);
  expect(turns).toBe(atStop);
  expect(sampler.take()).toHaveLength(atStop);
});
