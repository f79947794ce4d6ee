import { setTimeout as delay } from 'node:timers/promises';
import { pedanticRegistry } from '@telltale/testing';
import { collectorSuite, metricMatchers } from '@telltale/testing/vitest';
import { describe, expect, it, vi } from 'vitest';
import type { CollectedRows, RowCollectorOptions } from './row-collector-options.ts';
import { rowCollector } from './row-collector.ts';
import type { RowSource } from './row-source.ts';
import type { Row } from './row.ts';

expect.extend(metricMatchers);

/** Rows, or what the query fails with; a function is asked with the signal of the query. */
type Answer = readonly Row[] | Error | ((signal: AbortSignal) => Promise<readonly Row[]>);

/** A source in memory: what SQL and the others do with theirs is tested where they are. */
class MemorySource implements RowSource<string> {
  readonly type = 'memory';
  answer: Answer = [];

  query(_query: string, { signal }: { signal: AbortSignal }): Promise<readonly Row[]> {
    const { answer } = this;
    if (typeof answer === 'function') return answer(signal);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

const jobs = {
  name: 'jobs',
  help: 'Jobs.',
  type: 'gauge',
  keyLabels: ['queue'],
  values: ['n'],
} as const;
const done = { name: 'done_total', help: 'Done.', type: 'counter', values: ['n'] } as const;

function setUp(options: Partial<RowCollectorOptions<string>> = {}) {
  const source = new MemorySource();
  const collector = rowCollector({ name: 'jobs', source, query: 'q', metrics: [jobs], ...options });
  return { source, collector };
}

collectorSuite({
  name: 'rowCollector',
  create() {
    const { source, collector } = setUp();
    source.answer = [
      { queue: 'a', n: 1 },
      { queue: 'b', n: null },
      { queue: 'c', n: 2n ** 53n + 1n },
    ];
    return collector;
  },
});

describe('a result', () => {
  it('replaces all of the one before', async () => {
    const { source, collector } = setUp();
    source.answer = [
      { queue: 'a', n: 1 },
      { queue: 'b', n: 2 },
    ];
    await expect(collector).toMatchExposition(`
      # HELP jobs Jobs.
      # TYPE jobs gauge
      jobs{queue="a"} 1
      jobs{queue="b"} 2
    `);
    source.answer = [{ queue: 'b', n: 3 }];
    await expect(collector).toMatchExposition(`
      # HELP jobs Jobs.
      # TYPE jobs gauge
      jobs{queue="b"} 3
    `);
    source.answer = [];
    await expect(collector).toMatchExposition('');
  });

  it('keeps the label values of series that stay, for pages that are kept', async () => {
    const { source, collector } = setUp();
    const registry = pedanticRegistry({ collectorMetrics: false });
    registry.register(collector);
    source.answer = [
      { queue: 'a', n: 1 },
      { queue: 'b', n: 2 },
    ];
    const [before] = await registry.gather();
    source.answer = [
      { queue: 'new', n: 0 },
      { queue: 'b', n: 2 },
    ];
    const [after] = await registry.gather();
    expect(after?.columns.labelValues.at(1)).toBe(before?.columns.labelValues.at(1));
  });

  it('is told of, and what it lost is counted', async () => {
    const told: CollectedRows[] = [];
    const { source, collector } = setUp({ seriesLimit: 1, onRows: (result) => told.push(result) });
    source.answer = [
      { queue: 'a', n: 2n ** 53n + 1n },
      { queue: 'b', n: 2 },
      { queue: 'c', n: null },
    ];
    for (const count of [1, 2]) {
      await expect(collector).toMatchExposition(`
        # HELP jobs Jobs.
        # TYPE jobs gauge
        jobs{queue="a"} 9007199254740992
        # HELP telltale_rows_dropped_total Series that rows of a result did not become, for the reason given.
        # TYPE telltale_rows_dropped_total counter
        telltale_rows_dropped_total{collector="jobs",metric="jobs",reason="series_limit"} ${count}
        telltale_rows_dropped_total{collector="jobs",metric="jobs",reason="null"} ${count}
        # HELP telltale_rows_inexact_total Values of rows that are not shown exactly, because a double cannot hold them.
        # TYPE telltale_rows_inexact_total counter
        telltale_rows_inexact_total{collector="jobs",metric="jobs"} ${count}
      `);
    }
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      rows: 3,
      dropped: [{ count: 1 }, { count: 1 }],
      warnings: [{ count: 1 }],
    });
  });

  it('has ten thousand series, unless it may have more', async () => {
    const rows = Array.from({ length: 10_002 }, (_, n) => ({ queue: `q${n}`, n }));
    const lost = async (options: object): Promise<unknown> => {
      const onRows = vi.fn<(result: CollectedRows) => void>();
      const { source, collector } = setUp({ onRows, ...options });
      source.answer = rows;
      await collector.collect([], { signal: new AbortController().signal });
      return onRows.mock.calls[0]?.[0].dropped;
    };
    expect(await lost({})).toMatchObject([{ reason: 'series_limit', count: 2, isFamily: false }]);
    expect(await lost({ seriesLimit: 20_000 })).toEqual([]);
  });
});

describe('onError', () => {
  const broken = new Error('connection refused');
  const rows = [{ queue: 'a', n: 1 }];

  it('drop fails the collection, and shows nothing old', async () => {
    const onFailure = vi.fn();
    const { source, collector } = setUp({ onFailure });
    source.answer = rows;
    await expect(collector).toHaveSample('jobs', { queue: 'a' });
    source.answer = broken;
    await expect(collector.collect([], { signal: new AbortController().signal })).rejects.toBe(
      broken,
    );
    expect(onFailure.mock.calls).toEqual([[broken]]);
  });

  it('keep shows the last result, and how old it is, until it is too old', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    try {
      const { source, collector } = setUp({ onError: 'keep', maxAge: 60_000 });
      source.answer = broken;
      const failing = () => collector.collect([], { signal: new AbortController().signal });
      await expect(failing()).rejects.toBe(broken);
      source.answer = rows;
      await expect(collector).toHaveMetricValue(
        'telltale_rows_age_seconds',
        { collector: 'jobs' },
        0,
      );
      source.answer = broken;
      now.mockReturnValue(61_000);
      await expect(collector).toMatchExposition(`
        # HELP jobs Jobs.
        # TYPE jobs gauge
        jobs{queue="a"} 1
        # HELP telltale_rows_age_seconds Time since the rows that are shown were read.
        # TYPE telltale_rows_age_seconds gauge
        telltale_rows_age_seconds{collector="jobs"} 60
      `);
      now.mockReturnValue(61_001);
      await expect(failing()).rejects.toBe(broken);
    } finally {
      now.mockRestore();
    }
  });

  it('keep does not let a slow query that began earlier take the place of a later one', async () => {
    const { source, collector } = setUp({ onError: 'keep', maxAge: 60_000 });
    const slow = Promise.withResolvers<readonly Row[]>();
    source.answer = () => slow.promise;
    const first = collector.collect([], { signal: new AbortController().signal });
    source.answer = [{ queue: 'a', n: 2 }];
    await collector.collect([], { signal: new AbortController().signal });
    slow.resolve(rows);
    await first;
    source.answer = broken;
    await expect(collector).toHaveMetricValue('jobs', { queue: 'a' }, 2);
  });

  it('nan shows the series of the last result without values, counters not at all', async () => {
    const { source, collector } = setUp({ onError: 'nan', metrics: [jobs, done] });
    source.answer = broken;
    await expect(collector.collect([], { signal: new AbortController().signal })).rejects.toBe(
      broken,
    );
    source.answer = rows;
    await expect(collector).toHaveMetricValue('done_total', {}, 1);
    source.answer = broken;
    await expect(collector).toMatchExposition(`
      # HELP jobs Jobs.
      # TYPE jobs gauge
      jobs{queue="a"} NaN
    `);
  });

  it('nan shows what is known before any result', async () => {
    const metrics = [
      {
        ...jobs,
        keyLabels: undefined,
        staticLabels: { dc: 'eu' },
        values: ['a', 'b'],
        valueLabel: 'v',
      },
    ] as const;
    const { source, collector } = setUp({ onError: 'nan', metrics });
    source.answer = broken;
    await expect(collector).toMatchExposition(`
      # HELP jobs Jobs.
      # TYPE jobs gauge
      jobs{dc="eu",v="a"} NaN
      jobs{dc="eu",v="b"} NaN
    `);
  });
});

describe('the deadline', () => {
  /** Heeds its signal, as sources have to. */
  const hanging = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  /** Does not. */
  const deaf = (): Promise<never> => new Promise(() => undefined);

  it.each([
    ['heeds it', hanging],
    ['does not', deaf],
  ])('of the query lets keep answer, whether the source %s', async (_, answer) => {
    const onFailure = vi.fn();
    const { source, collector } = setUp({
      onError: 'keep',
      maxAge: 60_000,
      timeoutMs: 20,
      onFailure,
    });
    source.answer = [{ queue: 'a', n: 1 }];
    await expect(collector).toHaveMetricValue('jobs', { queue: 'a' }, 1);
    source.answer = answer;
    await expect(collector).toHaveMetricValue('jobs', { queue: 'a' }, 1);
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ name: 'TimeoutError', message: 'no answer within 20 ms' }),
    );
  });

  it('of the scrape ends the collection with its reason, whatever onError says', async () => {
    const { source, collector } = setUp({ onError: 'nan' });
    const controller = new AbortController();
    let ended = false;
    source.answer = (signal) => hanging(signal).finally(() => (ended = true));
    const collecting = collector.collect([], { signal: controller.signal });
    const reason = new Error('too late');
    await delay(5);
    controller.abort(reason);
    await expect(collecting).rejects.toBe(reason);
    expect(ended).toBe(true);
  });
});

it.each<[object, string]>([
  [{ name: '' }, 'rowCollector: name is "", expected a non-empty string.'],
  [{ source: {} }, 'jobs: source is an object, expected a source of rows, which has query().'],
  [{ onerror: 'drop' }, 'jobs: there is no option "onerror" here, expected some of name, source,'],
  [{ onError: 'retry' }, 'jobs: onError is "retry", expected one of drop, keep, nan.'],
  [{ onError: 'keep' }, 'jobs: onError is "keep" without maxAge; they need each other.'],
  [{ maxAge: 1 }, 'jobs: maxAge is given without onError: "keep"; they need each other.'],
  [{ timeoutMs: 0 }, 'jobs: timeoutMs is 0, expected milliseconds above 0.'],
  [{ seriesLimit: 1.5 }, 'jobs: seriesLimit is 1.5, expected a whole number above 0.'],
  [{ onEmpty: 'none' }, 'jobs: onEmpty is "none", expected one of drop, zero, error.'],
  [{ metrics: [] }, 'jobs: metrics has to be an array of at least one metric.'],
])('%o is refused', (options, message) => {
  expect(() => setUp(options)).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(message) as string,
    }),
  );
});
