import { MetricError, type HistogramValue, type Metric } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gauge } from './gauge.ts';
import { Histogram } from './histogram.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const histogramOf = () =>
  new Histogram({ name: 'work_seconds', help: 'Work.', labelNames: ['step'], buckets: [1] });
const plain = () => new Histogram({ name: 'work_seconds', help: 'Work.', buckets: [1] });
const sums = (metric: Metric) =>
  [...metric.snapshot().series].map(({ labels, value }) => {
    const { count, sum } = value as HistogramValue;
    return [labels['step'], count, sum];
  });
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('startTimer', () => {
  it('records and returns the seconds until it is stopped, in each form', () => {
    const histogram = histogramOf();
    const stops = [histogram.startTimer({ step: 'a' }), histogram.labels('a').startTimer()];
    vi.advanceTimersByTime(1500);
    expect(stops.map((stop) => stop())).toEqual([1.5, 1.5]);
    expect(sums(histogram)).toEqual([['a', 2, 3]]);
    const other = plain();
    const stop = other.startTimer();
    vi.advanceTimersByTime(250);
    expect(stop()).toBe(0.25);
    expect(sums(other)).toEqual([[undefined, 1, 0.25]]);
  });

  it('records nothing as long as it runs', () => {
    const histogram = plain();
    histogram.startTimer();
    vi.advanceTimersByTime(1000);
    expect(sums(histogram)).toEqual([[undefined, 0, 0]]);
  });

  it('sets a gauge', () => {
    const gauge = new Gauge({ name: 'last_run_seconds', help: 'Last.', labelNames: ['step'] });
    for (const ms of [5000, 2000]) {
      const stop = gauge.startTimer({ step: 'a' });
      vi.advanceTimersByTime(ms);
      stop();
    }
    expect([...gauge.snapshot().series]).toEqual([{ labels: { step: 'a' }, value: 2 }]);
  });

  it('refuses wrong labels before it starts', () => {
    const start = histogramOf();
    const untyped = start.startTimer.bind(start) as (labels?: unknown) => unknown;
    expect(() => untyped()).toThrow('work_seconds: expected labels {step}, got none.');
    expect(() => untyped(null)).toThrow('work_seconds: expected labels {step}, got null.');
    expect(() => untyped('a')).toThrow('work_seconds: expected labels {step}, got "a".');
    expect(() => untyped({ stp: 'a' })).toThrow('work_seconds: expected labels {step}, got {stp}.');
    const other = plain();
    const untypedPlain = other.startTimer.bind(other) as (labels?: unknown) => unknown;
    expect(() => untypedPlain({ step: 'a' })).toThrow(
      'work_seconds: expected no labels, got {step}.',
    );
    expect(sums(start)).toEqual([]);
  });
});

describe('time', () => {
  it('records how long a function took and passes on its result, in each form', () => {
    const histogram = histogramOf();
    const work = (): string => {
      vi.advanceTimersByTime(500);
      return 'done';
    };
    expect(histogram.time({ step: 'a' }, work)).toBe('done');
    expect(histogram.labels('a').time(work)).toBe('done');
    expect(sums(histogram)).toEqual([['a', 2, 1]]);
    const other = plain();
    expect(other.time(work)).toBe('done');
    expect(sums(other)).toEqual([[undefined, 1, 0.5]]);
  });

  it('records how long a function took that throws, and passes on the error', () => {
    const histogram = plain();
    const error = new Error('failed');
    const work = (): never => {
      vi.advanceTimersByTime(500);
      throw error;
    };
    expect(() => histogram.time(work)).toThrow(error);
    expect(sums(histogram)).toEqual([[undefined, 1, 0.5]]);
  });

  it('records when a promise is fulfilled, not before, and passes on its value', async () => {
    const histogram = plain();
    const running = histogram.time(async () => {
      await sleep(2000);
      return 'done';
    });
    expect(sums(histogram)).toEqual([[undefined, 0, 0]]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await running).toBe('done');
    expect(sums(histogram)).toEqual([[undefined, 1, 2]]);
  });

  it('records when a promise is rejected, and passes on the error', async () => {
    const histogram = plain();
    const error = new Error('failed');
    const running = histogram.time(async () => {
      await sleep(2000);
      throw error;
    });
    const failed = expect(running).rejects.toBe(error);
    await vi.advanceTimersByTimeAsync(2000);
    await failed;
    expect(sums(histogram)).toEqual([[undefined, 1, 2]]);
  });

  it('sets a gauge', () => {
    const gauge = new Gauge({ name: 'last_run_seconds', help: 'Last.' });
    gauge.time(() => vi.advanceTimersByTime(3000));
    expect([...gauge.snapshot().series]).toEqual([{ labels: {}, value: 3 }]);
  });

  it.each([
    [undefined, 'undefined'],
    [7, '7'],
    [{}, 'an object'],
  ])('refuses %o for a function and records nothing, in each form', (fn, got) => {
    const histogram = histogramOf();
    const problem = new MetricError(
      'INVALID_VALUE',
      `work_seconds: time() got ${got}, expected a function to run.`,
      { metric: 'work_seconds' },
    );
    const work = fn as unknown as () => void;
    expect(() => histogram.time({ step: 'a' }, work)).toThrow(problem);
    expect(sums(histogram)).toEqual([]);
    const handle = histogram.labels('a');
    expect(() => handle.time(work)).toThrow(problem);
    expect(sums(histogram)).toEqual([['a', 0, 0]]);
  });

  it('refuses wrong labels before it runs the function', () => {
    const histogram = histogramOf();
    const work = vi.fn();
    const untyped = histogram.time.bind(histogram) as (...given: unknown[]) => unknown;
    expect(() => untyped(work)).toThrow('work_seconds: expected labels {step}, got none.');
    expect(() => untyped({ stp: 'a' }, work)).toThrow(
      'work_seconds: expected labels {step}, got {stp}.',
    );
    expect(work).not.toHaveBeenCalled();
  });
});
