import { beforeAll, describe, expect, it, vi } from 'vitest';
import { runNode } from './run-node.ts';

// Each starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface EventLoopReading {
  readonly nodejs_eventloop_delay_seconds: {
    readonly count: number;
    readonly sum: number;
    readonly buckets: readonly { readonly upperBound: number | null; readonly count: number }[];
  };
  readonly nodejs_eventloop_lag_seconds: number;
  readonly nodejs_eventloop_lag_min_seconds: number;
  readonly nodejs_eventloop_lag_max_seconds: number;
  readonly nodejs_eventloop_lag_mean_seconds: number;
  readonly nodejs_eventloop_lag_stddev_seconds: number;
  readonly nodejs_eventloop_lag_p50_seconds: number;
  readonly nodejs_eventloop_lag_p90_seconds: number;
  readonly nodejs_eventloop_lag_p99_seconds: number;
  readonly nodejs_eventloop_active_seconds_total: number;
  readonly nodejs_eventloop_idle_seconds_total: number;
}

function run<Result = EventLoopReading>(program: string): Result[] {
  const { stdout, stderr, status } = runNode(program);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Result);
}

/** Observations above a bound. */
function above(bound: number, { nodejs_eventloop_delay_seconds: delay }: EventLoopReading): number {
  return delay.count - delay.buckets.find((bucket) => bucket.upperBound === bound)!.count;
}

const resolution = 0.01;

describe('the delay of an idle event loop', () => {
  let reading: EventLoopReading;

  beforeAll(() => {
    [reading] = run(`
      const eventLoop = { resolutionMs: 10 };
      const collector = runtimeCollector({ include: ['eventLoop'], eventLoop });
      await sleep(1000);
      print(read(collector));
    `) as [EventLoopReading];
  });

  it('is about 0: the interval between samples is no part of it', () => {
    expect(reading.nodejs_eventloop_lag_p50_seconds).toBeLessThan(resolution / 2);
    const halfOfAll = reading.nodejs_eventloop_delay_seconds.count / 2;
    expect(above(0.005, reading)).toBeLessThan(halfOfAll);
  });

  it('is never negative', () => {
    expect(reading.nodejs_eventloop_lag_min_seconds).toBeGreaterThanOrEqual(0);
  });

  it('is sampled no more often than it should be, and often enough', () => {
    expect(reading.nodejs_eventloop_delay_seconds.count).toBeGreaterThan(10);
    // Over a second and the time to start.
    expect(reading.nodejs_eventloop_delay_seconds.count * resolution).toBeLessThan(
      reading.nodejs_eventloop_active_seconds_total +
        reading.nodejs_eventloop_idle_seconds_total +
        1,
    );
  });

  it('gives figures that agree with each other', () => {
    const { nodejs_eventloop_delay_seconds: delay, ...figures } = reading;
    // All samples lie within the window, so it and the histogram speak of the same.
    expect(figures.nodejs_eventloop_lag_mean_seconds).toBeCloseTo(delay.sum / delay.count, 9);
    const ascending = [
      figures.nodejs_eventloop_lag_min_seconds,
      figures.nodejs_eventloop_lag_p50_seconds,
      figures.nodejs_eventloop_lag_p90_seconds,
      figures.nodejs_eventloop_lag_p99_seconds,
      figures.nodejs_eventloop_lag_max_seconds,
    ];
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    expect(figures.nodejs_eventloop_lag_seconds).toBeLessThanOrEqual(ascending[4]!);
    expect(figures.nodejs_eventloop_lag_stddev_seconds).toBeGreaterThan(0);
  });
});

describe('the delay of an event loop that was blocked for 200 ms', () => {
  let before: EventLoopReading;
  let after: EventLoopReading;
  let again: EventLoopReading;
  let later: EventLoopReading;

  beforeAll(() => {
    [before, after, again, later] = run(`
      const eventLoop = { resolutionMs: 10 };
      const collector = runtimeCollector({ include: ['eventLoop'], eventLoop });
      await sleep(200);
      print(read(collector));
      block(200);
      await sleep(50);
      const [first, second] = [read(collector), read(collector)];
      print(first);
      print(second);
      // One scraper that asks all the time must not change what another sees.
      for (let i = 0; i < 10; i++) {
        await sleep(20);
        read(collector);
      }
      print(read(collector));
    `) as [EventLoopReading, EventLoopReading, EventLoopReading, EventLoopReading];
  });

  it('is about 200 ms', () => {
    // A block that began right after a sample is seen short of the time in which nothing was due.
    expect(after.nodejs_eventloop_lag_max_seconds).toBeGreaterThanOrEqual(0.2 - resolution - 0.001);
  });

  it('is one observation in the buckets above 100 ms', () => {
    expect(above(0.1, after) - above(0.1, before)).toBeGreaterThanOrEqual(1);
    expect(
      after.nodejs_eventloop_delay_seconds.sum - before.nodejs_eventloop_delay_seconds.sum,
    ).toBeGreaterThanOrEqual(0.2 - resolution - 0.001);
  });

  it('does not move the median', () => {
    expect(after.nodejs_eventloop_lag_p50_seconds).toBeLessThan(resolution);
  });

  it('is the same for two scrapers at the same time', () => {
    const { nodejs_eventloop_active_seconds_total: a, ...first } = after;
    const { nodejs_eventloop_active_seconds_total: b, ...second } = again;
    expect(second).toEqual(first);
    expect(b).toBeGreaterThanOrEqual(a);
  });

  it('stays in the window however often somebody scrapes', () => {
    expect(later.nodejs_eventloop_lag_max_seconds).toBeGreaterThanOrEqual(
      after.nodejs_eventloop_lag_max_seconds,
    );
    expect(later.nodejs_eventloop_delay_seconds.count).toBeGreaterThan(
      after.nodejs_eventloop_delay_seconds.count,
    );
  });
});

describe('the interval between samples', () => {
  it('is 20 ms where no option says otherwise, and is no part of what is shown', () => {
    const [idle, blocked] = run(`
      const collector = runtimeCollector({ include: ['eventLoop'] });
      await sleep(1000);
      print(read(collector));
      block(200);
      await sleep(150);
      print(read(collector));
    `) as [EventLoopReading, EventLoopReading];
    const seconds =
      idle.nodejs_eventloop_active_seconds_total + idle.nodejs_eventloop_idle_seconds_total + 1;
    expect(idle.nodejs_eventloop_delay_seconds.count * 0.02).toBeLessThan(seconds);
    expect(idle.nodejs_eventloop_lag_p50_seconds).toBeLessThan(0.005);
    expect(blocked.nodejs_eventloop_lag_max_seconds).toBeGreaterThanOrEqual(0.2 - 0.02 - 0.001);
  });
});

describe('the window', () => {
  it('has no figures before the first sample, while the histogram is there', () => {
    const [names] = run<string[]>(`
      const collector = runtimeCollector({ include: ['eventLoop'] });
      print(Object.keys(read(collector)));
    `);
    expect(names).toEqual([
      'nodejs_eventloop_delay_seconds',
      'nodejs_eventloop_active_seconds_total',
      'nodejs_eventloop_idle_seconds_total',
    ]);
  });

  it('is as long as the option says', () => {
    const [reading] = run(`
      const eventLoop = { resolutionMs: 20, windowMs: 50 };
      const collector = runtimeCollector({ include: ['eventLoop'], eventLoop });
      block(1000);
      // Until a sample is there that is 50 ms younger than the one after the block.
      do await sleep(60); while (read(collector).nodejs_eventloop_lag_max_seconds >= 0.9);
      print(read(collector));
    `) as [EventLoopReading];
    expect(above(0.5, reading)).toBeGreaterThanOrEqual(1);
    expect(reading.nodejs_eventloop_lag_max_seconds).toBeLessThan(0.9);
  });
});

describe('the utilisation', () => {
  it('adds up to the time since the loop began, and grows by what the loop worked', () => {
    const [{ least, most, before, after }] = run<{
      least: number;
      most: number;
      before: EventLoopReading;
      after: EventLoopReading;
    }>(`
      const collector = runtimeCollector({ include: ['eventLoop'] });
      const sinceLoopStart = () => (now() - performance.nodeTiming.loopStart) / 1000;
      // On a loaded machine the first of them may be due before the loop has waited at all.
      do await sleep(50); while (performance.eventLoopUtilization().idle === 0);
      const before = read(collector);
      block(300);
      const least = sinceLoopStart();
      const after = read(collector);
      print({ least, most: sinceLoopStart(), before, after });
    `) as [{ least: number; most: number; before: EventLoopReading; after: EventLoopReading }];
    const { nodejs_eventloop_active_seconds_total: active } = after;
    const { nodejs_eventloop_idle_seconds_total: idle } = after;
    expect(active - before.nodejs_eventloop_active_seconds_total).toBeGreaterThanOrEqual(0.3);
    expect(idle).toBeGreaterThan(0);
    expect(idle).toBe(before.nodejs_eventloop_idle_seconds_total);
    // To the microsecond: the two clocks are read one after the other.
    expect(active + idle).toBeGreaterThanOrEqual(least - 1e-6);
    expect(active + idle).toBeLessThanOrEqual(most + 1e-6);
  });
});
