import type { Metric } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';

const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});

beforeEach(() => {
  emitWarning.mockClear();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const counterOf = (maxSeries?: number) =>
  new Counter({ name: 'hits_total', help: 'Hits.', labelNames: ['method', 'path'], maxSeries });
const shown = (metric: Metric) =>
  [...metric.snapshot().series].map(({ labels, value }) => [Object.values(labels), value]);

describe('maxSeries', () => {
  it('sends writes past it to one series whose every label is __overflow__, and sums stay right', () => {
    const counter = counterOf(2);
    for (let path = 1; path <= 5; path++) counter.inc({ method: 'GET', path }, path);
    counter.labels('POST', '/').inc(100);
    counter.inc({ method: 'GET', path: 1 }, 1000);
    expect(shown(counter)).toEqual([
      [['GET', '1'], 1001],
      [['GET', '2'], 2],
      [['__overflow__', '__overflow__'], 3 + 4 + 5 + 100],
    ]);
  });

  it('counts the look-ups that went to the overflow series', () => {
    const counter = counterOf(1);
    counter.inc({ method: 'GET', path: '/' });
    expect(counter.snapshot().overflowed).toBeUndefined();
    const overflow = counter.labels('GET', '/a');
    counter.inc({ method: 'GET', path: '/b' });
    overflow.inc();
    expect(counter.snapshot().overflowed).toBe(2);
  });

  it('warns once, with what to do', () => {
    const counter = counterOf(1);
    for (let path = 0; path < 10; path++) counter.inc({ method: 'GET', path });
    counter.clear();
    for (let path = 0; path < 10; path++) counter.inc({ method: 'GET', path });
    expect(emitWarning.mock.calls).toEqual([
      [
        'hits_total has more than maxSeries (1) series; the rest is added up as __overflow__.',
        { type: 'TelltaleWarning', code: 'TELLTALE_SERIES_OVERFLOW' },
      ],
    ]);
  });

  it('warns on the console where the runtime has no process', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.stubGlobal('process', undefined);
    const counter = counterOf(1);
    counter.inc({ method: 'GET', path: '/a' });
    counter.inc({ method: 'GET', path: '/b' });
    vi.unstubAllGlobals();
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]?.[0]).toMatch(/^hits_total has more than maxSeries \(1\) series; /);
    warn.mockRestore();
  });

  it('is 10,000 by default', () => {
    const counter = counterOf();
    for (let path = 0; path < 10_000; path++) counter.inc({ method: 'GET', path });
    expect(counter.snapshot().overflowed).toBeUndefined();
    expect(emitWarning).not.toHaveBeenCalled();
    counter.inc({ method: 'GET', path: 'one more' });
    expect(counter.snapshot().overflowed).toBe(1);
    expect(counter.snapshot().columns.size).toBe(10_001);
  });

  it('may be Infinity', () => {
    const counter = counterOf(Infinity);
    for (let path = 0; path < 10_050; path++) counter.inc({ method: 'GET', path });
    expect(counter.snapshot().columns.size).toBe(10_050);
    expect(emitWarning).not.toHaveBeenCalled();
  });

  it('is no limit to a metric without labels', () => {
    const counter = new Counter({ name: 'plain_total', help: 'Plain.', maxSeries: 1 });
    counter.clear();
    counter.inc();
    counter.labels().inc();
    expect(shown(counter)).toEqual([[[], 2]]);
  });

  it('makes room again when series are removed', () => {
    const counter = counterOf(2);
    for (const path of ['a', 'b', 'c']) counter.inc({ method: 'GET', path });
    counter.remove('GET', 'a');
    counter.inc({ method: 'GET', path: 'd' });
    counter.inc({ method: 'GET', path: 'e' });
    expect(
      new Map(shown(counter).map(([labels, value]) => [(labels as string[]).join(), value])),
    ).toEqual(
      new Map([
        ['GET,b', 1],
        ['GET,d', 1],
        ['__overflow__,__overflow__', 2],
      ]),
    );
  });

  it('makes the overflow series anew after it was removed, also for handles that are kept on it', () => {
    const counter = counterOf(1);
    counter.inc({ method: 'GET', path: 'a' });
    const kept = counter.labels('GET', 'b');
    kept.inc(5);
    expect(counter.remove('__overflow__', '__overflow__')).toBe(true);
    kept.inc();
    expect(shown(counter)).toEqual([
      [['GET', 'a'], 1],
      [['__overflow__', '__overflow__'], 1],
    ]);
  });

  it('sends a handle whose series was removed to the overflow series when the metric is full meanwhile', () => {
    const counter = counterOf(1);
    const kept = counter.labels('GET', 'a');
    counter.remove('GET', 'a');
    counter.inc({ method: 'GET', path: 'b' });
    kept.inc(3);
    kept.inc(4);
    expect(shown(counter)).toEqual([
      [['GET', 'b'], 1],
      [['__overflow__', '__overflow__'], 7],
    ]);
    expect(counter.snapshot().overflowed).toBe(1);
  });

  it('adds histograms up in whole: buckets, count and sum', () => {
    const histogram = new Histogram({
      name: 'size',
      help: 'Size.',
      labelNames: ['path'],
      buckets: [1],
      maxSeries: 1,
    });
    for (const path of ['a', 'b', 'c']) {
      histogram.observe({ path }, 0.5);
      histogram.observe({ path }, 2);
    }
    expect(shown(histogram)[1]).toEqual([
      ['__overflow__'],
      {
        count: 4,
        sum: 5,
        buckets: [
          { upperBound: 1, count: 2 },
          { upperBound: Infinity, count: 4 },
        ],
      },
    ]);
  });
});
