import fc from 'fast-check';
import type { HistogramValue, Metric, SummaryValue } from '@telltale/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Counter } from './counter.ts';
import { Gauge } from './gauge.ts';
import { Histogram } from './histogram.ts';
import { StateSet } from './state-set.ts';
import { Summary } from './summary.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const counterOf = (idleTimeout: number | undefined = 60_000) =>
  new Counter({ name: 'jobs_total', help: 'Jobs.', labelNames: ['queue'], idleTimeout });
const shown = (metric: Metric) =>
  [...metric.snapshot().series].map(({ labels, value }) => [labels['queue'], value]);

/** Reads each second. */
function scrapeFor(seconds: number, ...metrics: readonly Metric[]): void {
  for (let second = 0; second < seconds; second++) {
    vi.advanceTimersByTime(1000);
    for (const metric of metrics) metric.snapshot();
  }
}

describe('idleTimeout', () => {
  it('drops a series that was not written to for so long, and keeps the others', () => {
    const counter = counterOf();
    counter.inc({ queue: 'old' });
    counter.inc({ queue: 'new' });
    shown(counter);
    for (let second = 0; second < 59; second++) {
      vi.advanceTimersByTime(1000);
      counter.inc({ queue: 'new' });
      expect(shown(counter)).toHaveLength(2);
    }
    vi.advanceTimersByTime(1000);
    expect(shown(counter)).toEqual([['new', 60]]);
  });

  it('never drops one earlier, though it is only at scrapes that anyone looks', () => {
    const counter = counterOf();
    counter.inc({ queue: 'a' });
    vi.advanceTimersByTime(600_000);
    expect(shown(counter)).toEqual([['a', 1]]);
    vi.advanceTimersByTime(59_999);
    expect(shown(counter)).toEqual([['a', 1]]);
    vi.advanceTimersByTime(1);
    expect(shown(counter)).toEqual([]);
  });

  it('loses no increment of a handle that was kept: it makes the series anew, from 0 and with a new start', () => {
    const counter = counterOf();
    const handle = counter.labels('a');
    handle.inc(5);
    scrapeFor(61, counter);
    expect(shown(counter)).toEqual([]);
    handle.inc(2);
    expect([...counter.snapshot().series]).toEqual([
      { labels: { queue: 'a' }, value: 2, startTimestamp: 1061 },
    ]);
    handle.inc(3);
    expect(shown(counter)).toEqual([['a', 5]]);
  });

  it('is counted from a write that changes nothing too', () => {
    const gauge = new Gauge({ name: 'g', help: 'G.', labelNames: ['queue'], idleTimeout: 5000 });
    const handle = gauge.labels('a');
    for (let second = 0; second < 20; second++) {
      handle.set(7);
      vi.advanceTimersByTime(1000);
      expect(shown(gauge)).toEqual([['a', 7]]);
    }
  });

  it('is not counted from a look-up', () => {
    const counter = counterOf();
    counter.inc({ queue: 'a' });
    for (let second = 0; second < 61; second++) {
      counter.labels('a');
      vi.advanceTimersByTime(1000);
      counter.snapshot();
    }
    expect(shown(counter)).toEqual([]);
  });

  it('counts writes of all handles of a series', () => {
    const counter = counterOf(5000);
    const old = counter.labels('a');
    counter.remove('a');
    const fresh = counter.labels('a');
    for (let second = 0; second < 20; second++) {
      (second < 10 ? old : fresh).inc();
      vi.advanceTimersByTime(1000);
      expect(shown(counter)).toEqual([['a', second + 1]]);
    }
    scrapeFor(6, counter);
    expect(shown(counter)).toEqual([]);
    old.inc();
    fresh.inc();
    expect(shown(counter)).toEqual([['a', 2]]);
  });

  it('makes room below maxSeries', () => {
    const counter = new Counter({
      name: 'jobs_total',
      help: 'Jobs.',
      labelNames: ['queue'],
      idleTimeout: 5000,
      maxSeries: 2,
    });
    counter.inc({ queue: 'a' });
    counter.inc({ queue: 'b' });
    scrapeFor(6, counter);
    counter.inc({ queue: 'c' });
    expect(shown(counter)).toEqual([['c', 1]]);
    expect(counter.snapshot().overflowed).toBeUndefined();
  });

  it('leaves a series alone that sleeps, when another one is removed or all are reset', () => {
    const counter = counterOf(5000);
    for (const queue of ['a', 'b', 'c']) counter.inc({ queue }, 4);
    counter.snapshot();
    counter.remove('a');
    expect(shown(counter)).toEqual([
      ['c', 4],
      ['b', 4],
    ]);
    counter.reset();
    expect(shown(counter)).toEqual([
      ['c', 0],
      ['b', 0],
    ]);
    counter.inc({ queue: 'c' });
    scrapeFor(5, counter);
    counter.inc({ queue: 'c' });
    expect(shown(counter)).toEqual([['c', 2]]);
  });

  it('works for histograms, summaries and state sets', () => {
    const options = { help: 'Help.', labelNames: ['queue'], idleTimeout: 5000 } as const;
    const histogram = new Histogram({ ...options, name: 'h', buckets: [1], native: {} });
    const summary = new Summary({ ...options, name: 's', quantiles: [0.5] });
    const states = new StateSet({ ...options, name: 'st', states: ['up', 'down'] });
    const write = () => {
      histogram.observe({ queue: 'a' }, 3);
      summary.observe({ queue: 'a' }, 3);
      states.setOnly({ queue: 'a' }, 'up');
    };
    for (let round = 1; round <= 3; round++) {
      write();
      scrapeFor(2, histogram, summary, states);
      const [h] = shown(histogram)[0]?.slice(1) as [HistogramValue];
      expect(h).toMatchObject({ count: round, sum: 3 * round, buckets: [{ count: 0 }, {}] });
      expect(h.native?.positive.counts).toEqual([round]);
      const [s] = shown(summary)[0]?.slice(1) as [SummaryValue];
      expect(s).toMatchObject({ count: round, sum: 3 * round });
      expect(s.quantiles[0]?.value).toBeCloseTo(3, 1);
      expect(shown(states)).toEqual([['a', { states: { up: true, down: false } }]]);
    }
    scrapeFor(6, histogram, summary, states);
    for (const metric of [histogram, summary, states]) expect(shown(metric)).toEqual([]);
  });

  it('keeps the one series of a metric without labels', () => {
    const counter = new Counter({ name: 'jobs_total', help: 'Jobs.', idleTimeout: 1000 });
    scrapeFor(5, counter);
    expect(shown(counter)).toEqual([[undefined, 0]]);
  });

  it('needs no timer', () => {
    counterOf().inc({ queue: 'a' });
    counterOf().snapshot();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([-1, NaN, '5', null, {}])('refuses %o', (idleTimeout) => {
    const make = () =>
      new Counter({ name: 'jobs_total', help: 'Jobs.', idleTimeout: idleTimeout as number });
    if (idleTimeout === null) expect(make).not.toThrow();
    else {
      expect(make).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', metric: 'jobs_total' }),
      );
    }
  });

  it('keeps what was written since a series came, and drops none that was in use, in any order of things', () => {
    const queue = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), queue }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('write kept' as const), queue }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('scrape' as const), queue }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), queue }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), queue }) },
    );
    let dropped = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const counter = counterOf(5000);
        const kept = new Map(['a', 'b', 'c'].map((name) => [name, counter.labels(name)]));
        counter.clear();
        const totals = new Map<string, { total: number; written: number }>();
        const write = (name: string): void => {
          totals.set(name, { total: (totals.get(name)?.total ?? 0) + 1, written: Date.now() });
        };
        for (const { kind, queue: name } of steps) {
          if (kind === 'wait') vi.advanceTimersByTime(2000);
          else if (kind === 'remove') {
            expect(counter.remove(name)).toBe(totals.delete(name));
          } else if (kind === 'scrape') {
            const page = new Map(shown(counter) as [string, number][]);
            for (const [series, { total, written }] of totals) {
              if (page.has(series)) expect(page.get(series)).toBe(total);
              else {
                expect(Date.now() - written).toBeGreaterThanOrEqual(5000);
                totals.delete(series);
                dropped++;
              }
            }
            expect(page.size).toBe(totals.size);
          } else {
            const handle = kind === 'write kept' ? kept.get(name) : undefined;
            if (handle === undefined) counter.inc({ queue: name });
            else handle.inc();
            write(name);
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(dropped).toBeGreaterThan(100);
  });
});
