import type { HistogramValue, Metric } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Counter } from './counter.ts';
import { Gauge } from './gauge.ts';
import { Histogram } from './histogram.ts';

const counterOf = () => new Counter({ name: 'jobs_total', help: 'Jobs.', labelNames: ['queue'] });
const shown = (metric: Metric) =>
  [...metric.snapshot().series].map(({ labels, value }) => [labels['queue'], value]);
const starts = (metric: Metric) => [...metric.snapshot().series].map((one) => one.startTimestamp);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the start timestamp', () => {
  it('is when the series was made, in seconds of Unix time', () => {
    const counter = counterOf();
    counter.inc({ queue: 'mail' });
    vi.advanceTimersByTime(2500);
    counter.inc({ queue: 'sms' });
    counter.inc({ queue: 'mail' });
    expect(starts(counter)).toEqual([1000, 1002.5]);
  });

  it('is there on counters and histograms and not on gauges', () => {
    expect(starts(new Counter({ name: 'a', help: 'A.' }))).toEqual([1000]);
    expect(starts(new Histogram({ name: 'b', help: 'B.' }))).toEqual([1000]);
    expect(starts(new Gauge({ name: 'c', help: 'C.' }))).toEqual([undefined]);
  });
});

describe('reset', () => {
  it('keeps the series, sets 0 and moves the start timestamp', () => {
    const counter = counterOf();
    counter.inc({ queue: 'mail' }, 5);
    counter.inc({ queue: 'sms' }, 6);
    vi.advanceTimersByTime(9000);
    counter.reset();
    expect(shown(counter)).toEqual([
      ['mail', 0],
      ['sms', 0],
    ]);
    expect(starts(counter)).toEqual([1009, 1009]);
  });

  it('sets a gauge to 0', () => {
    const gauge = new Gauge({ name: 'depth', help: 'Depth.' });
    gauge.set(7);
    gauge.reset();
    expect(shown(gauge)).toEqual([[undefined, 0]]);
  });

  it('sets each bucket, the count and the sum of a histogram to 0', () => {
    const histogram = new Histogram({ name: 'size', help: 'Size.', buckets: [1] });
    histogram.observe(0.5);
    histogram.observe(2);
    vi.advanceTimersByTime(1000);
    histogram.reset();
    expect([...histogram.snapshot().series]).toEqual([
      {
        labels: {},
        value: {
          count: 0,
          sum: 0,
          buckets: [
            { upperBound: 1, count: 0 },
            { upperBound: Infinity, count: 0 },
          ],
        },
        startTimestamp: 1001,
      },
    ]);
  });

  it('leaves handles good', () => {
    const counter = counterOf();
    const kept = counter.labels('mail');
    kept.inc(5);
    counter.reset();
    kept.inc();
    expect(shown(counter)).toEqual([['mail', 1]]);
  });
});

describe('remove', () => {
  it('drops one series, in either form, and says whether there was one', () => {
    const counter = counterOf();
    for (const queue of ['mail', 'sms', 'push']) counter.inc({ queue });
    expect(counter.remove('mail')).toBe(true);
    expect(counter.remove({ queue: 'sms' })).toBe(true);
    expect(counter.remove('mail')).toBe(false);
    expect(counter.remove({ queue: 'fax' })).toBe(false);
    expect(shown(counter)).toEqual([['push', 1]]);
  });

  it('finds a series by a number or a boolean too', () => {
    const counter = counterOf();
    counter.inc({ queue: 7 });
    counter.inc({ queue: true });
    expect(counter.remove(7)).toBe(true);
    expect(counter.remove({ queue: true })).toBe(true);
    expect(shown(counter)).toEqual([]);
  });

  it('leaves values, handles and start timestamps of the others right', () => {
    const counter = counterOf();
    const queues = ['a', 'b', 'c', 'd'];
    const handles = queues.map((queue, index) => {
      vi.advanceTimersByTime(1000);
      const handle = counter.labels(queue);
      handle.inc(10 ** index);
      return handle;
    });
    counter.remove('b');
    for (const index of [0, 2, 3]) handles[index]!.inc();
    const rows = [...counter.snapshot().series].map(
      ({ labels, value, startTimestamp }) => [labels['queue'], value, startTimestamp] as const,
    );
    expect(new Set(rows)).toEqual(
      new Set([
        ['a', 2, 1001],
        ['c', 101, 1003],
        ['d', 1001, 1004],
      ]),
    );
  });
});

describe('clear', () => {
  it('drops all series', () => {
    const counter = counterOf();
    for (let queue = 0; queue < 100; queue++) counter.inc({ queue });
    counter.clear();
    expect(shown(counter)).toEqual([]);
  });
});

describe('a handle whose series was removed', () => {
  it.each(['remove', 'clear'] as const)('makes it anew at its next write after %s()', (how) => {
    const counter = counterOf();
    const kept = counter.labels('mail');
    kept.inc(5);
    vi.advanceTimersByTime(3000);
    if (how === 'remove') counter.remove('mail');
    else counter.clear();
    expect(shown(counter)).toEqual([]);
    kept.inc();
    expect(shown(counter)).toEqual([['mail', 1]]);
    expect(starts(counter)).toEqual([1003]);
  });

  it('does so for each method of each instrument', () => {
    const gauge = new Gauge({ name: 'depth', help: 'Depth.', labelNames: ['queue'] });
    const histogram = new Histogram({ name: 'size', help: 'Size.', labelNames: ['queue'] });
    const counter = counterOf();
    const [depth, size, jobs] = [gauge.labels('q'), histogram.labels('q'), counter.labels('q')];
    const writes: (() => void)[] = [
      () => depth.set(1),
      () => depth.inc(),
      () => depth.dec(),
      () => depth.add(1),
      () => depth.sub(1),
      () => depth.setToCurrentTime(),
      () => depth.startTimer()(),
      () => depth.time(() => 1),
      () => size.observe(1),
      () => size.startTimer()(),
      () => size.time(() => 1),
      () => jobs.inc(),
      () => jobs.add(),
      () => jobs.advanceTo(1),
    ];
    for (const write of writes) {
      for (const metric of [gauge, histogram, counter]) metric.clear();
      write();
      const series = [gauge, histogram, counter].flatMap(shown);
      expect(series, write.toString()).toHaveLength(1);
    }
  });

  it('writes to the same row as the handle that was made for it meanwhile', () => {
    const counter = counterOf();
    const first = counter.labels('mail');
    counter.remove('mail');
    const second = counter.labels('mail');
    first.inc(1);
    second.inc(10);
    expect(shown(counter)).toEqual([['mail', 11]]);
    // Rows move when another series is removed, for both.
    counter.labels('sms').inc(5);
    counter.labels('push').inc(6);
    counter.remove('mail');
    second.inc(100);
    first.inc(1000);
    counter.remove('sms');
    first.inc(1000);
    second.inc(100);
    expect(new Map(shown(counter) as [string, number][])).toEqual(
      new Map([
        ['mail', 2200],
        ['push', 6],
      ]),
    );
  });

  it('never writes to the row that took its place', () => {
    const counter = counterOf();
    const removed = counter.labels('a');
    counter.labels('b').inc(5);
    counter.remove('a');
    removed.inc(1);
    expect(new Map(shown(counter) as [string, number][])).toEqual(
      new Map([
        ['a', 1],
        ['b', 5],
      ]),
    );
  });

  it('starts at 0, whatever stood in the row before', () => {
    const histogram = new Histogram({
      name: 'size',
      help: 'Size.',
      labelNames: ['queue'],
      buckets: [],
    });
    histogram.observe({ queue: 'a' }, 7);
    histogram.observe({ queue: 'b' }, 8);
    histogram.remove('b');
    histogram.labels('c');
    histogram.remove('a');
    const zero = { count: 0, sum: 0, buckets: [{ upperBound: Infinity, count: 0 }] };
    expect(shown(histogram)).toEqual([['c', zero]]);
  });
});

describe('a snapshot', () => {
  it('does not change with later writes, series, removals, resets and clears', () => {
    const counter = counterOf();
    for (const queue of ['a', 'b', 'c']) counter.inc({ queue });
    const expected = [
      { labels: { queue: 'a' }, value: 1, startTimestamp: 1000 },
      { labels: { queue: 'b' }, value: 1, startTimestamp: 1000 },
      { labels: { queue: 'c' }, value: 1, startTimestamp: 1000 },
    ];
    const snapshot = counter.snapshot();
    vi.advanceTimersByTime(5000);
    const changes: (() => void)[] = [
      () => counter.inc({ queue: 'a' }),
      () => counter.inc({ queue: 'd' }),
      () => counter.remove('a'),
      () => counter.inc({ queue: 'e' }),
      () => counter.reset(),
      () => counter.clear(),
      () => counter.inc({ queue: 'f' }),
    ];
    for (const change of changes) {
      change();
      expect([...snapshot.series]).toEqual(expected);
    }
  });

  it('is its own snapshot', () => {
    const snapshot = counterOf().snapshot();
    expect(snapshot.snapshot()).toBe(snapshot);
  });

  it('has the same label rows as long as no series goes, so that renderings can be kept', () => {
    const counter = counterOf();
    counter.inc({ queue: 'a' });
    counter.inc({ queue: 'b' });
    const rows = () => counter.snapshot().columns.labelValues;
    const first = rows();
    for (const queue of ['c', 'd', 'e', 'a']) counter.inc({ queue });
    expect(rows()).toBe(first);
    counter.remove('a');
    const second = rows();
    expect(second).not.toBe(first);
    // The words are numbered as before, so that what is the same can be told.
    expect(second.words).toBe(first.words);
    const number = (of: typeof first, row: number) => of.numbers?.[row];
    expect(number(second, 1)).toBe(number(first, 1));
    expect(number(second, 0)).toBe(number(first, 4));
    expect(first.at(0)).toEqual(['a']);
    counter.inc({ queue: 'f' });
    expect(first.at(4)).toEqual(['e']);
    expect(second.at(4)).toEqual(['f']);
  });

  it('never shows a half-updated histogram', () => {
    const histogram = new Histogram({ name: 'size', help: 'Size.', buckets: [1, 2] });
    for (let step = 0; step < 50; step++) {
      histogram.observe(step % 4);
      const [only] = histogram.snapshot().series;
      const { count, sum, buckets } = only!.value as HistogramValue;
      const observed = Array.from({ length: step + 1 }, (_, index) => index % 4);
      expect(count).toBe(observed.length);
      expect(sum).toBe(observed.reduce((total, value) => total + value, 0));
      expect(buckets.at(-1)?.count).toBe(count);
    }
  });
});
