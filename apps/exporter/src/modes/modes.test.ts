import { setImmediate as nextTurn } from 'node:timers/promises';
import { Gauge } from '@telltale/metrics';
import type { Collector, Metric } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachedCollector } from './cached-collector.ts';
import { defaultDeadlineMs } from './kept-result.ts';
import { scheduledCollector } from './scheduled-collector.ts';
import { singleFlight } from './single-flight.ts';
import { timetable } from './timetable.ts';
import { DeadlineError } from './under-deadline.ts';

const metric = new Gauge({ name: 'x', help: 'x' });

/** A collector whose collections end when they are told to. */
function controlled() {
  const runs: { readonly signal: AbortSignal; readonly end: (error?: Error) => void }[] = [];
  const collector: Collector = {
    name: 'controlled',
    async collect(buf, { signal }) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      runs.push({
        signal,
        end: (error) => {
          if (error === undefined) resolve(undefined);
          else reject(error);
        },
      });
      await promise;
      buf.push(metric);
    },
  };
  return { collector, runs };
}

/** A collector that gives its metric at once, and counts. */
function counting(fails: () => boolean = () => false) {
  const calls = { count: 0 };
  const collector: Collector = {
    name: 'counting',
    collect(buf) {
      calls.count++;
      if (fails()) throw new Error('away');
      buf.push(metric);
    },
  };
  return { collector, calls };
}

async function collected(collector: Collector, signal = new AbortController().signal) {
  const buf: Metric[] = [];
  await collector.collect(buf, { signal });
  return buf;
}

describe('singleFlight', () => {
  it('collects once for all that ask while it works', async () => {
    const { collector, runs } = controlled();
    const shared = singleFlight(collector);
    const both = [collected(shared), collected(shared)];
    await nextTurn();
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    expect(await Promise.all(both)).toEqual([[metric], [metric]]);
    void collected(shared);
    await nextTurn();
    expect(runs).toHaveLength(2);
  });

  it('lets one leave at its own deadline, and goes on for the others', async () => {
    const { collector, runs } = controlled();
    const shared = singleFlight(collector);
    const impatient = new AbortController();
    const first = collected(shared, impatient.signal);
    const second = collected(shared);
    await nextTurn();
    impatient.abort(new Error('too late'));
    await expect(first).rejects.toThrow('too late');
    expect(runs[0]?.signal.aborted).toBe(false);
    runs[0]?.end();
    expect(await second).toEqual([metric]);
  });

  it('aborts when nobody waits any more, and begins the next only when the last has ended', async () => {
    const { collector, runs } = controlled();
    const shared = singleFlight(collector);
    const client = new AbortController();
    const first = collected(shared, client.signal);
    await nextTurn();
    client.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(runs[0]?.signal.reason).toEqual(new Error('gone'));

    const next = collected(shared);
    await nextTurn();
    expect(runs).toHaveLength(1);
    runs[0]?.end(new Error('cancelled at last'));
    await nextTurn();
    expect(runs).toHaveLength(2);
    runs[1]?.end();
    expect(await next).toEqual([metric]);
  });

  it('leaves the signal of a collection that ended as it is', async () => {
    const { collector, runs } = controlled();
    const asked = collected(singleFlight(collector));
    await nextTurn();
    runs[0]?.end();
    await asked;
    expect(runs[0]?.signal.aborted).toBe(false);
  });
});

describe('cachedCollector', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks again when the time is over, and not before', async () => {
    const { collector, calls } = counting();
    const cached = cachedCollector(collector, { ttlMs: 1000, timeoutMs: 100 });
    expect(cached.ageSeconds()).toBeUndefined();
    await collected(cached);
    vi.advanceTimersByTime(999);
    expect(await collected(cached)).toEqual([metric]);
    expect(cached.ageSeconds()).toBeCloseTo(0.999);
    expect(calls.count).toBe(1);
    vi.advanceTimersByTime(1);
    await collected(cached);
    expect(calls.count).toBe(2);
  });

  it('keeps no failure, and shows nothing old in place of it', async () => {
    let fails = false;
    const { collector, calls } = counting(() => fails);
    const cached = cachedCollector(collector, { ttlMs: 1000, timeoutMs: 100 });
    await collected(cached);
    vi.advanceTimersByTime(1000);
    fails = true;
    await expect(collected(cached)).rejects.toThrow('away');
    expect(cached.ageSeconds()).toBeUndefined();
    await expect(collected(cached)).rejects.toThrow('away');
    expect(calls.count).toBe(3);
    fails = false;
    expect(await collected(cached)).toEqual([metric]);
  });

  it('gives a collection up at its deadline', async () => {
    const { collector, runs } = controlled();
    const asked = collected(cachedCollector(collector, { ttlMs: 1000, timeoutMs: 100 }));
    const failure = expect(asked).rejects.toThrow(new DeadlineError(100));
    vi.advanceTimersByTime(100);
    await failure;
    expect(runs[0]?.signal.reason).toEqual(new DeadlineError(100));
  });
});

describe('scheduledCollector', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const everySecond = { timetable: timetable({ interval: 1000 }), timeoutMs: 100 };

  it('collects at once and then by its timetable, however often it is scraped', async () => {
    const { collector, calls } = counting();
    const scheduled = scheduledCollector(collector, everySecond);
    expect(await collected(scheduled)).toEqual([metric]);
    await collected(scheduled);
    expect(calls.count).toBe(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(calls.count).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls.count).toBe(2);
    await vi.advanceTimersByTimeAsync(3000);
    expect(calls.count).toBe(5);
    scheduled[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(3000);
    expect(calls.count).toBe(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails after a collection that failed, until one succeeds', async () => {
    let fails = false;
    const { collector } = counting(() => fails);
    const scheduled = scheduledCollector(collector, everySecond);
    await collected(scheduled);
    fails = true;
    await vi.advanceTimersByTimeAsync(1000);
    await expect(collected(scheduled)).rejects.toThrow('away');
    expect(scheduled.ageSeconds()).toBeUndefined();
    fails = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await collected(scheduled)).toEqual([metric]);
    scheduled[Symbol.dispose]();
  });

  it('keeps its interval when the clock is set', async () => {
    const { collector, calls } = counting();
    const scheduled = scheduledCollector(collector, everySecond);
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.count).toBe(2);
    for (const hours of [1, -2]) vi.setSystemTime(Date.now() + hours * 3_600_000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(calls.count).toBe(5);
    scheduled[Symbol.dispose]();
  });

  it('finds the next time of a cron expression anew when the clock was set back', async () => {
    vi.setSystemTime(new Date(2026, 0, 15, 12, 0, 30));
    const { collector, calls } = counting();
    const cron = timetable({ cron: '0 * * * * *' });
    const scheduled = scheduledCollector(collector, { timetable: cron, timeoutMs: 100 });
    await vi.advanceTimersByTimeAsync(1000);
    vi.setSystemTime(new Date(2026, 0, 14, 12, 0, 31));
    // At most half a minute until it looks at the clock, and a minute until the next time.
    await vi.advanceTimersByTimeAsync(90_000);
    expect(calls.count).toBe(2);
    scheduled[Symbol.dispose]();
  });

  it('keeps to times that are further away than a timer can wait', async () => {
    const { collector, calls } = counting();
    const days = 40 * 86_400_000;
    const scheduled = scheduledCollector(collector, {
      timetable: timetable({ interval: days }),
      timeoutMs: 100,
    });
    await vi.advanceTimersByTimeAsync(days - 1);
    expect(calls.count).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls.count).toBe(2);
    scheduled[Symbol.dispose]();
  });
});

describe('timetable', () => {
  const noon = new Date(2026, 0, 15, 12, 0, 30).getTime();

  it('adds the interval', () => {
    expect(timetable({ interval: 5000 }).next(noon)).toBe(noon + 5000);
  });

  it('finds the next time of a cron expression, in local time', () => {
    expect(timetable({ cron: '*/5 * * * *' }).next(noon)).toBe(
      new Date(2026, 0, 15, 12, 5).getTime(),
    );
    expect(timetable({ cron: '15 30 3 * * *' }).next(noon)).toBe(
      new Date(2026, 0, 16, 3, 30, 15).getTime(),
    );
  });

  it('adds up to the jitter, at random', () => {
    const random = vi.fn(() => 0.5);
    expect(timetable({ interval: 5000, jitter: 1000, random }).next(noon)).toBe(noon + 5500);
    random.mockReturnValue(0);
    expect(timetable({ interval: 5000, jitter: 1000, random }).next(noon)).toBe(noon + 5000);
  });
});

describe('defaultDeadlineMs', () => {
  it.each([
    [1000, 5000],
    [10_000, 10_000],
    [60_000, 30_000],
    [undefined, 30_000],
  ])('with an interval of %s is %s', (interval, deadline) => {
    expect(defaultDeadlineMs(interval)).toBe(deadline);
  });
});
