import { afterEach, expect, it, vi } from 'vitest';
import { Readings } from './readings.ts';

afterEach(() => vi.useRealTimers());

it('collects again although the clock was set back', async () => {
  vi.useFakeTimers();
  let gathered = 0;
  const readings = new Readings(() => ({
    gather: () => {
      gathered++;
      readings.keep([], []);
      return Promise.resolve([]);
    },
  }));
  await readings.notOlderThan(2000);
  vi.advanceTimersByTime(1000);
  await readings.notOlderThan(2000);
  expect(gathered).toBe(1);
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(2000);
  await readings.notOlderThan(2000);
  expect(gathered).toBe(2);
});
