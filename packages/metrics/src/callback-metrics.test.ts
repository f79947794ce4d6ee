import type { Metric, MetricFamily } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CounterFunc, GaugeFunc } from './index.ts';

const shown = ({ series }: MetricFamily) =>
  [...series].map(({ labels, value }) => [...Object.values(labels), value]);
const read = (metric: Metric) => shown(metric.snapshot());

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('GaugeFunc', () => {
  it('reads its value at each scrape and not before', () => {
    const callback = vi.fn(() => 3);
    const gauge = new GaugeFunc({
      name: 'queue_bytes',
      help: 'Size.',
      unit: 'bytes',
      read: callback,
    });
    expect(callback).not.toHaveBeenCalled();
    expect(gauge).toMatchObject({ name: 'queue_bytes', help: 'Size.', type: 'gauge' });
    expect(gauge.snapshot()).toMatchObject({
      name: 'queue_bytes',
      help: 'Size.',
      type: 'gauge',
      unit: 'bytes',
      labelNames: [],
    });
    callback.mockReturnValue(-4.5);
    expect(read(gauge)).toEqual([[-4.5]]);
    expect(callback).toHaveBeenCalledTimes(2);
  });

  it('is a collector that appends itself', () => {
    const gauge = new GaugeFunc({ name: 'a', help: 'A.', read: () => 1 });
    const buf: Metric[] = [];
    gauge.collect(buf);
    expect(buf).toEqual([gauge]);
  });

  it('shows no series while there is no value, and no false zero', () => {
    let value: number | undefined;
    const gauge = new GaugeFunc({ name: 'a', help: 'A.', read: () => value });
    expect(read(gauge)).toEqual([]);
    value = 2;
    const before = gauge.snapshot();
    value = undefined;
    expect(read(gauge)).toEqual([]);
    expect(shown(before)).toEqual([[2]]);
  });

  it('shows the series that a reading gives and no others', () => {
    let sizes: Record<string, number> = { mail: 3, sms: 1 };
    const gauge = new GaugeFunc({
      name: 'queue_length',
      help: 'Jobs that wait.',
      labelNames: ['queue'],
      read: () => Object.entries(sizes).map(([queue, size]) => [{ queue }, size] as const),
    });
    const first = gauge.snapshot();
    expect(shown(first)).toEqual([
      ['mail', 3],
      ['sms', 1],
    ]);
    sizes = { sms: 4, push: 0 };
    const second = gauge.snapshot();
    expect(shown(second).sort()).toEqual([
      ['push', 0],
      ['sms', 4],
    ]);
    // What was rendered of a series that lives on can be kept.
    expect(second.columns.labelValues.words).toBe(first.columns.labelValues.words);
    sizes = {};
    expect(read(gauge)).toEqual([]);
  });

  it('takes any iterable, such as a generator', () => {
    const gauge = new GaugeFunc({
      name: 'a',
      help: 'A.',
      labelNames: ['x', 'y'],
      *read() {
        for (const x of [1, 2]) yield [{ x, y: true }, x * 10] as const;
      },
    });
    expect(read(gauge)).toEqual([
      ['1', 'true', 10],
      ['2', 'true', 20],
    ]);
  });

  it('has no limit of series of its own: they are as many as are read', () => {
    const gauge = new GaugeFunc({
      name: 'a',
      help: 'A.',
      labelNames: ['x'],
      *read() {
        for (let x = 0; x < 10_001; x++) yield [{ x }, x] as const;
      },
    });
    expect(gauge.snapshot().columns.size).toBe(10_001);
    expect(gauge.snapshot().overflowed).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [NaN, 'got NaN, expected a number'],
    ['3', 'got "3", expected a number'],
    [null, 'got null'],
    [Promise.resolve(1), 'read() gave a promise, expected an answer at once'],
  ])('refuses %o as a value', (value, message) => {
    const gauge = new GaugeFunc({ name: 'a', help: 'A.', read: () => value as number });
    expect(() => gauge.snapshot()).toThrow(
      expect.objectContaining({
        code: 'INVALID_VALUE',
        metric: 'a',
        message: expect.stringContaining(message) as string,
      }),
    );
  });

  it.each<[unknown, string, string]>([
    [3, 'INVALID_VALUE', 'a: read() gave 3, expected pairs of labels {x} and value'],
    [undefined, 'INVALID_VALUE', 'read() gave undefined'],
    [Promise.resolve([]), 'INVALID_VALUE', 'what has to be waited for is for a collector'],
    [[3], 'INVALID_VALUE', 'read() gave 3'],
    [[['b', 3]], 'INVALID_VALUE', 'read() gave an array'],
    [[[{ x: 'b' }]], 'INVALID_VALUE', 'got undefined, expected a number'],
    [[[{ y: 'b' }, 1]], 'INVALID_LABELS', 'expected labels {x}, got {y}'],
    [
      [
        [{ x: 'b' }, 1],
        [{ x: 'b' }, 2],
      ],
      'INVALID_VALUE',
      'the series {"x":"b"} twice, expected each series once',
    ],
  ])('refuses %o as a reading of series', (reading, code, message) => {
    const gauge = new GaugeFunc({
      name: 'a',
      help: 'A.',
      labelNames: ['x'],
      read: () => reading as [],
    });
    expect(() => gauge.snapshot()).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });

  it('refuses a promise, also one that fails', async () => {
    const failing = (): number => Promise.reject(new Error('no')) as unknown as number;
    const gauge = new GaugeFunc({ name: 'a', help: 'A.', read: failing });
    expect(() => gauge.snapshot()).toThrow('what has to be waited for is for a collector');
    // An unhandled rejection would fail the run by now.
    vi.useRealTimers();
    await new Promise(setImmediate);
  });

  it('leaves no series behind of a reading that was given up', () => {
    let data: readonly (readonly [{ q: string }, number])[] = [
      [{ q: 'a' }, 1],
      [{ q: 'b' }, NaN],
    ];
    const gauge = new GaugeFunc({ name: 'g', help: 'G.', labelNames: ['q'], read: () => data });
    expect(() => gauge.snapshot()).toThrow('NaN');
    data = [[{ q: 'c' }, 1]];
    expect(read(gauge)).toEqual([['c', 1]]);
    data = [
      [{ q: 'c' }, 2],
      [{ q: 'd' }, NaN],
    ];
    expect(() => gauge.snapshot()).toThrow('NaN');
    data = [];
    expect(read(gauge)).toEqual([]);
  });

  it('may be given one object for the labels of all its series', () => {
    let queues = ['a', 'b', 'c'];
    const gauge = new GaugeFunc({
      name: 'g',
      help: 'G.',
      labelNames: ['q'],
      *read() {
        const labels = { q: '' };
        for (const q of queues) {
          labels.q = q;
          yield [labels, 1] as const;
        }
      },
    });
    expect(read(gauge)).toHaveLength(3);
    queues = ['b', 'c'];
    expect(read(gauge).sort()).toEqual([
      ['b', 1],
      ['c', 1],
    ]);
  });

  it('passes on what the callback throws, and reads again next time', () => {
    let broken = true;
    const gauge = new GaugeFunc({
      name: 'a',
      help: 'A.',
      read: () => {
        if (broken) throw new Error('pool is closed');
        return 5;
      },
    });
    expect(() => gauge.snapshot()).toThrow('pool is closed');
    broken = false;
    expect(read(gauge)).toEqual([[5]]);
  });

  it.each([undefined, 5, {}])('refuses read: %o', (callback) => {
    expect(
      () => new GaugeFunc({ name: 'a', help: 'A.', read: callback as unknown as () => number }),
    ).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', metric: 'a' }));
  });

  it('refuses what a gauge refuses', () => {
    expect(() => new GaugeFunc({ name: '', help: 'A.', read: () => 1 })).toThrow('name');
    expect(() => new GaugeFunc({ name: 'a', help: 'A.', unit: 'bytes', read: () => 1 })).toThrow(
      'unit',
    );
  });
});

describe('CounterFunc', () => {
  it('follows the total that it reads, from when it was made', () => {
    let total = 10;
    const counter = new CounterFunc({ name: 'hits_total', help: 'Hits.', read: () => total });
    expect(counter.type).toBe('counter');
    vi.advanceTimersByTime(5000);
    expect([...counter.snapshot().series]).toEqual([
      { labels: {}, value: 10, startTimestamp: 1000 },
    ]);
    total = 15;
    expect(read(counter)).toEqual([[15]]);
  });

  it('never falls: a lower total is that of a source that began again', () => {
    let total = 10;
    const counter = new CounterFunc({ name: 'hits_total', help: 'Hits.', read: () => total });
    counter.snapshot();
    total = 4;
    expect(read(counter)).toEqual([[14]]);
    total = 6;
    expect(read(counter)).toEqual([[16]]);
  });

  it('forgets a series that a reading leaves out', () => {
    let totals: (readonly [{ pool: string }, number])[] = [
      [{ pool: 'a' }, 5],
      [{ pool: 'b' }, 7],
    ];
    const counter = new CounterFunc({
      name: 'hits_total',
      help: 'Hits.',
      labelNames: ['pool'],
      read: () => totals,
    });
    expect(read(counter)).toEqual([
      ['a', 5],
      ['b', 7],
    ]);
    totals = [[{ pool: 'b' }, 8]];
    expect(read(counter)).toEqual([['b', 8]]);
    totals = [[{ pool: 'a' }, 2]];
    expect(read(counter)).toEqual([['a', 2]]);
  });

  it.each([-1, NaN, '3'])('refuses a total of %o', (total) => {
    const counter = new CounterFunc({
      name: 'hits_total',
      help: 'Hits.',
      read: () => total as number,
    });
    expect(() => counter.snapshot()).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', metric: 'hits_total' }),
    );
  });
});
