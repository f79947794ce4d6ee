import type { Exemplar, HistogramValue, Metric } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Counter } from './counter.ts';
import type { ExemplarLabels, ExemplarOptions } from './exemplar-options.ts';
import { Histogram, type HistogramOptions } from './histogram.ts';

const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  emitWarning.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

const trace = (trace_id: string): { exemplar: ExemplarLabels } => ({ exemplar: { trace_id } });
const counterOf = (options: ExemplarOptions = {}) =>
  new Counter({ name: 'jobs_total', help: 'Jobs.', labelNames: ['queue'], ...options });
const histogramOf = (options: ExemplarOptions = {}) =>
  new Histogram({
    name: 'size',
    help: 'Size.',
    labelNames: ['queue'],
    buckets: [1, 5],
    ...options,
  });
const ofCounter = (metric: Metric) => [...metric.snapshot().series].map((one) => one.exemplar);
const ofBuckets = (metric: Metric) =>
  [...metric.snapshot().series].map(({ value }) =>
    (value as HistogramValue).buckets.map((bucket) => bucket.exemplar),
  );
const values = (metric: Metric) => [...metric.snapshot().series].map(({ value }) => value);
const exemplar = (trace_id: string, value: number, timestamp = 1000): Exemplar => ({
  labels: { trace_id },
  value,
  timestamp,
});

describe('an exemplar that the caller passes', () => {
  it('stays with the series of a counter, with the amount and the time', () => {
    const counter = counterOf();
    counter.inc({ queue: 'a' }, 3, trace('one'));
    counter.inc({ queue: 'b' }, undefined, trace('two'));
    counter.inc({ queue: 'c' });
    vi.setSystemTime(1_002_500);
    counter.labels('d').inc(2, trace('three'));
    counter.labels('e').add(4, trace('four'));
    counter.add({ queue: 'f' }, 5, trace('five'));
    expect(values(counter)).toEqual([3, 1, 1, 2, 4, 5]);
    expect(ofCounter(counter)).toEqual([
      exemplar('one', 3),
      exemplar('two', 1),
      undefined,
      exemplar('three', 2, 1002.5),
      exemplar('four', 4, 1002.5),
      exemplar('five', 5, 1002.5),
    ]);
  });

  it('is taken by a counter without labels', () => {
    const counter = new Counter({ name: 'jobs_total', help: 'Jobs.' });
    counter.inc(2, trace('one'));
    expect(ofCounter(counter)).toEqual([exemplar('one', 2)]);
    counter.inc(undefined, trace('two'));
    counter.add(1, {});
    expect(ofCounter(counter)).toEqual([exemplar('two', 1)]);
    expect(values(counter)).toEqual([4]);
  });

  it('stays with its bucket of a histogram', () => {
    const histogram = histogramOf();
    histogram.observe({ queue: 'a' }, 1, trace('one'));
    histogram.labels('a').observe(7, { ...trace('two'), count: 3 });
    histogram.observe({ queue: 'b' }, 3, trace('three'));
    expect(ofBuckets(histogram)).toEqual([
      [exemplar('one', 1), undefined, exemplar('two', 7)],
      [undefined, exemplar('three', 3), undefined],
    ]);
    expect(values(histogram)).toMatchObject([{ count: 4, sum: 22 }, { count: 1 }]);
  });

  it('is replaced by the next one of its bucket, and a reading keeps the one it took', () => {
    const histogram = histogramOf();
    histogram.observe({ queue: 'a' }, 1, trace('one'));
    const before = histogram.snapshot();
    histogram.observe({ queue: 'a' }, 0.5, trace('two'));
    expect(ofBuckets(before)[0]?.[0]).toEqual(exemplar('one', 1));
    expect(ofBuckets(histogram)[0]?.[0]).toEqual(exemplar('two', 0.5));
  });

  it('is copied, so that changing it afterwards changes nothing', () => {
    const counter = counterOf();
    const labels = { trace_id: 'one' };
    counter.inc({ queue: 'a' }, 1, { exemplar: labels });
    labels.trace_id = 'two';
    expect(ofCounter(counter)).toEqual([exemplar('one', 1)]);
  });

  it('is not kept where nothing is observed', () => {
    const histogram = histogramOf({ exemplarProvider: () => ({ trace_id: 'p' }) });
    histogram.observe({ queue: 'a' }, 1, { ...trace('one'), count: 0 });
    expect(ofBuckets(histogram)).toEqual([[undefined, undefined, undefined]]);
  });

  it('is not kept where the value is refused', () => {
    const counter = counterOf();
    expect(() => {
      counter.inc({ queue: 'a' }, -1, trace('one'));
    }).toThrow('jobs_total: inc() got -1, expected a number from 0 up');
    expect(values(counter)).toEqual([]);
    const handle = counter.labels('a');
    expect(() => {
      handle.inc(NaN, trace('one'));
    }).toThrow('NaN');
    expect(ofCounter(counter)).toEqual([undefined]);
  });

  it('goes with its series, and with a reset', () => {
    const counter = counterOf();
    const handle = counter.labels('a');
    handle.inc(1, trace('one'));
    counter.remove('a');
    handle.inc();
    expect(ofCounter(counter)).toEqual([undefined]);
    handle.inc(1, trace('two'));
    counter.reset();
    expect(ofCounter(counter)).toEqual([undefined]);
  });

  it('stays with its series when others are removed', () => {
    const counter = counterOf();
    for (const queue of ['a', 'b', 'c']) counter.inc({ queue }, 1, trace(queue));
    counter.remove('a');
    expect([...counter.snapshot().series]).toMatchObject([
      { labels: { queue: 'c' }, exemplar: exemplar('c', 1) },
      { labels: { queue: 'b' }, exemplar: exemplar('b', 1) },
    ]);
  });

  it('reaches the series also through a handle that was kept while another one made it anew', () => {
    const counter = counterOf();
    const old = counter.labels('a');
    counter.remove('a');
    counter.labels('a').inc(1, trace('one'));
    old.inc(1, trace('two'));
    expect(ofCounter(counter)).toEqual([exemplar('two', 1)]);
  });
});

describe('an exemplar that cannot be shown', () => {
  const long = 'x'.repeat(121);
  it.each<[string, unknown, string]>([
    ['is too long', { trace_id: long }, 'it has 129 characters, at most 128'],
    ['is no object', 'abc', 'labels are "abc"'],
    ['is a number', 7, 'labels are 7'],
    ['has a value that is not text', { trace_id: undefined }, 'label "trace_id" is undefined'],
    ['has a symbol as value', { trace_id: Symbol('x') }, 'label "trace_id" is Symbol(x)'],
    ['has a reserved name', { __trace: 'x' }, '__trace'],
    ['has no name for a value', { '': 'x' }, 'label name'],
    [
      'throws when it is read',
      {
        get trace_id() {
          throw new Error('no span');
        },
      },
      'no span',
    ],
  ])('is left out with a warning where it %s, and the value counts', (_, given, message) => {
    const counter = counterOf();
    const histogram = histogramOf();
    const options = { exemplar: given as ExemplarLabels };
    counter.inc({ queue: 'a' }, 2, options);
    counter.labels('a').inc(3, options);
    histogram.observe({ queue: 'a' }, 2, options);
    expect(values(counter)).toEqual([5]);
    expect(values(histogram)).toMatchObject([{ count: 1, sum: 2 }]);
    expect(ofCounter(counter)).toEqual([undefined]);
    expect(ofBuckets(histogram)).toEqual([[undefined, undefined, undefined]]);
    // Once a metric.
    expect(emitWarning.mock.calls).toEqual([
      [
        expect.stringMatching(/^jobs_total: dropped an exemplar: /),
        { type: 'TelltaleWarning', code: 'TELLTALE_EXEMPLAR_DROPPED' },
      ],
      [expect.stringMatching(/^size: /), expect.anything()],
    ]);
    expect(emitWarning.mock.calls[0]?.[0]).toContain(message);
  });

  it.each<[string, () => unknown]>([
    ['an object without a prototype', () => Object.create(null) as unknown],
    [
      'an error that cannot be shown',
      () =>
        Object.assign(new Error('no'), {
          toString: () => {
            throw new Error('never');
          },
        }),
    ],
  ])('is no reason to throw where %s is thrown', (_, thrown) => {
    const counter = counterOf({
      exemplarProvider: () => {
        throw thrown();
      },
    });
    counter.inc({ queue: 'a' }, 2);
    counter.inc({ queue: 'a' }, 3);
    expect(values(counter)).toEqual([5]);
  });

  it('is no reason to throw where the options cannot be read', () => {
    const options = {
      get exemplar(): ExemplarLabels {
        throw new Error('no span');
      },
    };
    const counter = counterOf();
    counter.inc({ queue: 'a' }, 2, options);
    const histogram = histogramOf();
    histogram.observe({ queue: 'a' }, 2, options);
    expect(values(counter)).toEqual([2]);
    expect(values(histogram)).toMatchObject([{ count: 1 }]);
  });

  it('keeps the one before it', () => {
    const counter = counterOf();
    counter.inc({ queue: 'a' }, 1, trace('one'));
    counter.inc({ queue: 'a' }, 1, trace(long));
    expect(ofCounter(counter)).toEqual([exemplar('one', 1)]);
  });

  it('is one of more than 128 code points, not of more than 128 UTF-16 units', () => {
    const counter = counterOf();
    counter.inc({ queue: 'a' }, 1, trace('🎈'.repeat(120)));
    expect(ofCounter(counter)).toEqual([exemplar('🎈'.repeat(120), 1)]);
  });

  it.each([null, 3, 'text', {}])('is not meant by options %o', (options) => {
    const counter = counterOf();
    counter.inc({ queue: 'a' }, 1, options as object);
    counter.labels('a').inc(1, options as object);
    expect(values(counter)).toEqual([2]);
    expect(ofCounter(counter)).toEqual([undefined]);
    expect(emitWarning).not.toHaveBeenCalled();
  });
});

describe('an exemplar of a provider', () => {
  it('is asked for where the caller passes none, once an interval for each series', () => {
    let asked = 0;
    const counter = counterOf({ exemplarProvider: () => ({ trace_id: `t${++asked}` }) });
    const handle = counter.labels('a');
    handle.inc(2);
    handle.inc(3);
    counter.inc({ queue: 'b' });
    expect(asked).toBe(2);
    expect(ofCounter(counter)).toEqual([exemplar('t1', 2), exemplar('t2', 1)]);
    vi.advanceTimersByTime(999);
    handle.inc();
    expect(asked).toBe(2);
    vi.advanceTimersByTime(1);
    handle.inc(7);
    expect(ofCounter(counter)[0]).toEqual(exemplar('t3', 7, 1001));
  });

  it('is asked for once an interval for each bucket', () => {
    let asked = 0;
    const histogram = histogramOf({
      exemplarProvider: () => ({ trace_id: `t${++asked}` }),
      exemplarInterval: 60_000,
    });
    for (const size of [0.5, 1, 2, 3, 9, 10]) histogram.observe({ queue: 'a' }, size);
    vi.advanceTimersByTime(59_999);
    histogram.labels('a').observe(0.1);
    expect(ofBuckets(histogram)).toEqual([
      [exemplar('t1', 0.5), exemplar('t2', 2), exemplar('t3', 9)],
    ]);
    vi.advanceTimersByTime(1);
    histogram.labels('a').time(() => {});
    expect(ofBuckets(histogram)[0]?.[0]).toMatchObject({ labels: { trace_id: 't4' } });
  });

  it('gives way to one that the caller passes', () => {
    const provider = vi.fn(() => ({ trace_id: 'provided' }));
    const counter = counterOf({ exemplarProvider: provider });
    counter.inc({ queue: 'a' }, 1, trace('passed'));
    expect(provider).not.toHaveBeenCalled();
    counter.inc({ queue: 'a' }, 1);
    expect(ofCounter(counter)).toEqual([exemplar('passed', 1)]);
    counter.inc({ queue: 'a' }, 5, trace('passed again'));
    expect(ofCounter(counter)).toEqual([exemplar('passed again', 5)]);
  });

  it('may be none', () => {
    const counter = counterOf({ exemplarProvider: () => undefined });
    counter.inc({ queue: 'a' });
    expect(ofCounter(counter)).toEqual([undefined]);
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it('costs nothing but itself where the provider throws', () => {
    const counter = counterOf({
      exemplarProvider: () => {
        throw new Error('no tracer');
      },
    });
    counter.inc({ queue: 'a' }, 4);
    counter.inc({ queue: 'a' }, 4);
    expect(values(counter)).toEqual([8]);
    expect(emitWarning.mock.calls.map(([message]) => message)).toEqual([
      'jobs_total: dropped an exemplar: Error: no tracer',
    ]);
  });

  it('is asked for again after the clock was put back', () => {
    let asked = 0;
    const counter = counterOf({ exemplarProvider: () => ({ trace_id: `t${++asked}` }) });
    counter.inc({ queue: 'a' });
    vi.setSystemTime(500_000);
    counter.inc({ queue: 'a' });
    expect(ofCounter(counter)).toEqual([exemplar('t2', 1, 500)]);
  });

  it('is taken each time with an interval of 0', () => {
    let asked = 0;
    const counter = counterOf({
      exemplarProvider: () => ({ trace_id: `t${++asked}` }),
      exemplarInterval: 0,
    });
    for (let time = 0; time < 5; time++) counter.inc({ queue: 'a' });
    expect(ofCounter(counter)).toEqual([exemplar('t5', 1)]);
  });

  it.each([
    [{ exemplarProvider: {} }, 'exemplarProvider is an object, expected a function'],
    [{ exemplarInterval: -1 }, 'exemplarInterval is -1, expected milliseconds from 0 up'],
    [{ exemplarInterval: NaN }, 'exemplarInterval is NaN'],
    [{ exemplarInterval: '5' }, 'exemplarInterval is "5"'],
  ])('refuses the options %o', (options, message) => {
    expect(() => counterOf(options as ExemplarOptions)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        metric: 'jobs_total',
        message: expect.stringContaining(message) as string,
      }),
    );
    expect(() => histogramOf(options as ExemplarOptions)).toThrow(message);
  });
});

describe('exemplars of native buckets', () => {
  const nativeOf = (options: Partial<HistogramOptions> = {}) =>
    new Histogram({ name: 'latency', help: 'Latency.', native: {}, ...options });
  const ofNative = (metric: Metric) =>
    values(metric).flatMap((value) => (value as HistogramValue).native?.exemplars ?? []);

  it('are up to ten, ascending by value', () => {
    const histogram = nativeOf();
    expect(ofNative(histogram)).toEqual([]);
    for (const value of [3, 1, 2]) histogram.observe(value, trace(`t${value}`));
    expect(ofNative(histogram)).toEqual([exemplar('t1', 1), exemplar('t2', 2), exemplar('t3', 3)]);
    for (let value = 4; value <= 30; value++) histogram.observe(value, trace(`t${value}`));
    expect(ofNative(histogram)).toHaveLength(10);
  });

  it('give up the older of the two that are closest, so that rare values keep theirs', () => {
    const histogram = nativeOf();
    histogram.observe(1000, trace('slow'));
    histogram.observe(-5, trace('negative'));
    histogram.observe(0, trace('zero'));
    for (let at = 0; at < 100; at++) {
      vi.advanceTimersByTime(100);
      histogram.observe(1 + at / 1000, trace(`fast${at}`));
    }
    const kept = ofNative(histogram).map(({ labels }) => labels['trace_id']);
    expect(kept).toHaveLength(10);
    expect(kept).toEqual(expect.arrayContaining(['slow', 'negative', 'zero', 'fast99']));
  });

  it('give up one that is older than five minutes first', () => {
    const histogram = nativeOf();
    histogram.observe(1000, trace('old'));
    vi.advanceTimersByTime(300_001);
    for (let value = 1; value <= 10; value++) histogram.observe(value, trace(`t${value}`));
    const kept = ofNative(histogram).map(({ labels }) => labels['trace_id']);
    expect(kept).toEqual(['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9', 't10']);
  });

  it('keep the newer of two equal values', () => {
    const histogram = nativeOf();
    for (let value = 1; value <= 9; value++) histogram.observe(2 ** value, trace(`t${value}`));
    histogram.observe(4, trace('again'));
    histogram.observe(4, trace('and again'));
    const kept = ofNative(histogram).map(({ labels }) => labels['trace_id']);
    expect(kept).toHaveLength(10);
    expect(kept).toEqual(expect.arrayContaining(['again', 'and again']));
    expect(kept).not.toContain('t2');
  });

  it('go with a reset', () => {
    const histogram = nativeOf();
    histogram.observe(1, trace('one'));
    histogram.reset();
    expect(ofNative(histogram)).toEqual([]);
  });

  it('are there beside those of classic buckets', () => {
    const histogram = nativeOf({ buckets: [1] });
    histogram.observe(0.5, trace('one'));
    expect(ofNative(histogram)).toEqual([exemplar('one', 0.5)]);
    expect(ofBuckets(histogram)).toEqual([[exemplar('one', 0.5), undefined]]);
  });

  it('come from a provider too, and a reading keeps those it took', () => {
    let asked = 0;
    const histogram = nativeOf({ exemplarProvider: () => ({ trace_id: `t${++asked}` }) });
    histogram.observe(1);
    const before = histogram.snapshot();
    vi.advanceTimersByTime(1000);
    histogram.observe(2);
    expect(ofNative(before)).toEqual([exemplar('t1', 1)]);
    expect(ofNative(histogram)).toEqual([exemplar('t1', 1), exemplar('t2', 2, 1001)]);
  });
});
