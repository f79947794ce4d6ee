import { constantFamily, GatherError, type Collector, type Metric } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pedanticRegistry, type PedanticRegistryOptions } from './pedantic-registry.ts';

type FamilyOptions = Parameters<typeof constantFamily<readonly string[]>>[0];

function gauge(options: Partial<FamilyOptions> = {}): Metric {
  const one = { name: 'carts', help: 'Carts.', type: 'gauge', series: [{ value: 1 }] } as const;
  return constantFamily({ ...one, ...options });
}

/** A collector that appends what `families` gives each time. */
function shop(families: () => readonly Metric[]): Collector {
  return { name: 'shop', collect: (buf) => void buf.push(...families()) };
}

function registryOf(
  families: () => readonly Metric[],
  options?: PedanticRegistryOptions,
): Registry {
  const registry = pedanticRegistry(options);
  registry.register(shop(families));
  return registry;
}

/** What is wrong with one gathering. */
async function problemsOf(registry: Registry): Promise<string[]> {
  try {
    await registry.gather();
    return [];
  } catch (error) {
    if (!(error instanceof GatherError)) throw error;
    return error.problems.map(({ collector, message }) => `${collector}: ${message}`);
  }
}

describe('pedanticRegistry', () => {
  it('is a registry that gives what is right, time and again', async () => {
    let count = 1;
    const registry = registryOf(() => [
      gauge(),
      constantFamily({
        name: 'wait_seconds',
        help: 'Wait.',
        type: 'histogram',
        series: [{ value: { count, sum: count, buckets: [{ upperBound: 1, count }] } }],
      }),
    ]);
    expect(registry).toBeInstanceOf(Registry);
    await registry.gather();
    count++;
    const names = (await registry.gather({ names: ['carts'] })).map(({ name }) => name);
    expect(names).toEqual(['carts']);
  });

  it('fails for a collector that throws, and tells what else was wrong', async () => {
    const report = vi.fn();
    const registry = registryOf(() => [gauge({ help: '' })], { report });
    registry.register({
      name: 'broken',
      collect: () => {
        throw new Error('no disk');
      },
    });
    const problems = [
      'broken: no disk',
      'shop: carts: no help text; say in one sentence what it measures (no-help)',
    ];
    expect(await problemsOf(registry)).toEqual(problems);
    expect(report.mock.calls.map(([{ collector }]) => String(collector))).toEqual([
      'broken',
      'shop',
    ]);
  });

  it('fails for a series that is given twice', async () => {
    const registry = registryOf(() => [gauge({ series: [{ value: 1 }, { value: 2 }] })]);
    expect(await problemsOf(registry)).toEqual(['shop: the series carts[] was given twice']);
  });

  it.each([
    ['at once', () => [gauge()]],
    ['as a promise', async () => Promise.resolve([gauge()])],
    ['one alone', () => gauge()],
  ])('fails for a collector that returns its metrics %s', async (_, collect) => {
    const registry = pedanticRegistry();
    registry.register({ name: 'returning', collect: collect as () => void });
    expect(await problemsOf(registry)).toEqual([
      'returning: collect() returned metrics; append them to buf',
    ]);
  });

  it('takes whatever else a collector returns for nothing', async () => {
    const registry = pedanticRegistry();
    const collect = (buf: Metric[]): number => buf.push(gauge());
    registry.register({ name: 'returning', collect: collect as (buf: Metric[]) => void });
    expect(await problemsOf(registry)).toEqual([]);
    expect(await registry.gather({ names: ['carts'] })).toHaveLength(1);
  });

  it('finds what is wrong with a metric that was not asked for', async () => {
    const registry = registryOf(() => [gauge({ help: '' })]);
    await expect(registry.gather({ names: ['other'] })).rejects.toMatchObject({
      code: 'GATHER_FAILED',
      message: 'shop: carts: no help text; say in one sentence what it measures (no-help)',
      families: [],
    });
  });

  it('passes on a signal that aborts, and no log fails it', async () => {
    const report = (): never => {
      throw new Error('no log');
    };
    const registry = registryOf(() => [gauge({ help: '' })], { report });
    expect(await problemsOf(registry)).toHaveLength(1);
    const reason = new Error('enough');
    await expect(registry.gather({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('names who gave a metric that a view shows under a prefix', async () => {
    const registry = pedanticRegistry();
    registry.wrap({ prefix: 'eu_' }).register(shop(() => [gauge({ help: '' })]));
    const [problem] = await problemsOf(registry);
    expect(problem).toMatch(/^shop: eu_carts: no help text/);
  });

  it('knows its collectors as they were registered', async () => {
    const registry = pedanticRegistry();
    const collector = shop(() => [gauge()]);
    const view = registry.wrap({ prefix: 'eu_' }).wrap({ labels: { shop: 1 } });
    registry.register(collector, collector);
    view.register(collector);
    expect(registry.collectors()).toEqual([collector, collector]);
    expect(registry.collectors()[0]).toBe(collector);
    expect(view.collectors()).toEqual([collector]);
    expect(view.unregister(collector)).toBe(true);
    expect(registry.unregister(collector)).toBe(true);
    expect(registry.unregister(collector)).toBe(false);
    registry.update((change) => change.register(collector));
    expect((await registry.gather({ names: ['carts'] })).length).toBe(1);
  });

  it.each([undefined, { name: 'x' }, { name: '', collect: () => {} }])(
    'refuses %j as a collector',
    (collector) => {
      const registry = pedanticRegistry();
      expect(() => registry.register(collector as unknown as Collector)).toThrow(
        'expected name and collect()',
      );
    },
  );
});

describe('conventions', () => {
  const families = () => [gauge({ name: 'wait_ms' }), gauge({ name: 'cpu_ms' })];

  it('are to be followed, but for the rules that are left out', async () => {
    expect(await problemsOf(registryOf(families, { ignoreRules: ['no-help'] }))).toEqual([
      'shop: cpu_ms: unit ms is abbreviated; write seconds (abbreviated-unit)',
      'shop: wait_ms: unit ms is abbreviated; write seconds (abbreviated-unit)',
    ]);
    const ignoreRules = ['abbreviated-unit'];
    expect(await problemsOf(registryOf(families, { ignoreRules }))).toEqual([]);
    const allowedLint = { wait_ms: ignoreRules };
    expect(await problemsOf(registryOf(families, { allowedLint }))).toHaveLength(1);
  });

  it('are to be spelt right', () => {
    expect(() => pedanticRegistry({ ignoreRules: ['no-halp'] })).toThrow(
      'there is no lint rule "no-halp"',
    );
    expect(() => pedanticRegistry({ allowedLint: { x: ['base'] } })).toThrow(
      'there is no lint rule "base"',
    );
  });
});

describe('late metrics', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Appends in time, and again once `later` is settled. */
  function forgetful(later: (append: () => void) => void): Registry {
    const registry = pedanticRegistry();
    registry.register({
      name: 'forgetful',
      collect(buf) {
        buf.push(gauge());
        later(() => buf.push(gauge({ name: 'stock' })));
      },
    });
    return registry;
  }
  const message =
    'forgetful: appended stock after it had settled, when it is ignored; await what takes time';

  it('are found in the same gathering where they are but a little late', async () => {
    const registry = forgetful((append) => void Promise.resolve().then(append));
    expect(await problemsOf(registry)).toEqual([message]);
  });

  it('are found while the clock is faked', async () => {
    vi.useFakeTimers();
    expect(await problemsOf(forgetful((append) => queueMicrotask(append)))).toEqual([message]);
  });

  it('are found in the next gathering where they come after the first', async () => {
    let append = (): void => {};
    const registry = forgetful((later) => {
      append = later;
    });
    expect(await problemsOf(registry)).toEqual([]);
    append();
    expect(await problemsOf(registry)).toEqual([message]);
    expect(await problemsOf(registry)).toEqual([]);
  });

  it('are not those of an async collector that awaits what it does, or has failed', async () => {
    const registry = pedanticRegistry();
    registry.register({
      name: 'patient',
      async collect(buf) {
        await Promise.resolve();
        buf.push(gauge());
      },
    });
    expect(await problemsOf(registry)).toEqual([]);
    registry.register({ name: 'failing', collect: () => Promise.reject(new Error('no disk')) });
    expect(await problemsOf(registry)).toEqual(['failing: no disk']);
  });
});

describe('round trips', () => {
  it('fail for a metric that pages show under another name', async () => {
    const registry = registryOf(() => [
      gauge({ name: 'build', type: 'info' }),
      gauge({ name: 'build_info' }),
    ]);
    expect(await problemsOf(registry)).toEqual(
      ['text', 'openmetrics', 'protobuf'].map(
        (format) => `shop: the page in ${format} does not have the sample build_info`,
      ),
    );
  });

  it('allow negative observations, whose sum OpenMetrics leaves out', async () => {
    const quantiles = [{ quantile: 0.5, value: -5 }];
    const buckets = [{ upperBound: 1, count: 1 }];
    const registry = registryOf(() => [
      gauge({
        name: 'drift_seconds',
        type: 'histogram',
        series: [{ value: { count: 1, sum: -5, buckets } }],
      }),
      gauge({
        name: 'lag_seconds',
        type: 'summary',
        series: [{ value: { count: 1, sum: -5, quantiles } }],
      }),
    ]);
    expect(await problemsOf(registry)).toEqual([]);
  });

  it('allow a counter without _total, which OpenMetrics adds', async () => {
    const registry = registryOf(() => [gauge({ name: 'jobs', type: 'counter' })], {
      ignoreRules: ['counter-total'],
    });
    expect(await problemsOf(registry)).toEqual([]);
  });
});

describe('the gathering before', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  function changing(first: readonly Metric[], second: readonly Metric[]): Registry {
    let next = first;
    return registryOf(() => {
      const now = next;
      next = second;
      return now;
    });
  }

  async function secondProblems(registry: Registry): Promise<string[]> {
    expect(await problemsOf(registry)).toEqual([]);
    return problemsOf(registry);
  }

  it.each([
    [{ help: 'Baskets.' }, 'help from "Carts." to "Baskets."'],
    [{ type: 'unknown' }, 'type from "gauge" to "unknown"'],
    [{ labelNames: ['a'], series: [] }, 'label names from [] to ["a"]'],
  ] as const)('has the same metadata: %j', async (second, message) => {
    expect(await secondProblems(changing([gauge()], [gauge(second)]))).toEqual([
      `shop: carts changed its ${message} since the last gathering`,
    ]);
  });

  it('has the same names', async () => {
    const first = gauge({ name: 'queue_mail_jobs', help: 'Jobs in mail.' });
    const second = gauge({ name: 'queue_print_jobs', help: 'Jobs in print.' });
    expect(await secondProblems(changing([gauge(), first], [gauge(), second]))).toEqual([
      'shop: queue_print_jobs seems to be queue_mail_jobs of the last gathering under another name; ' +
        'give a metric one name, and labels for what changes',
    ]);
  });

  it('may have had fewer metrics, more, or others', async () => {
    const other = gauge({ name: 'heat_celsius', help: 'Heat.' });
    expect(await secondProblems(changing([gauge()], [gauge(), other]))).toEqual([]);
    expect(await secondProblems(changing([gauge(), other], [gauge()]))).toEqual([]);
    expect(await secondProblems(changing([gauge()], [other]))).toEqual([]);
  });

  it('has no greater counts', async () => {
    const counter = (value: number) =>
      gauge({ name: 'jobs_total', type: 'counter', series: [{ value }] });
    expect(await secondProblems(changing([counter(5)], [counter(3)]))).toEqual([
      'shop: jobs_total fell from 5 to 3 without a later start timestamp',
    ]);
  });

  it('may be of the millisecond in which a series began, when a reset cannot move its start', async () => {
    vi.useFakeTimers();
    const registry = pedanticRegistry();
    const start = Date.now() / 1000;
    let value = 5;
    registry.register({
      name: 'jobs',
      collect(buf) {
        const series = [{ value, startTimestamp: start }];
        buf.push(gauge({ name: 'jobs_total', type: 'counter', series }));
      },
    });
    expect(await problemsOf(registry)).toEqual([]);
    value = 0;
    expect(await problemsOf(registry)).toEqual([]);
    value = 3;
    vi.advanceTimersByTime(1);
    expect(await problemsOf(registry)).toEqual([]);
    value = 2;
    expect(await problemsOf(registry)).toEqual([
      'jobs: jobs_total fell from 3 to 2 without a later start timestamp',
    ]);
  });

  it('may look otherwise where something else was registered, but may not have greater counts', async () => {
    const registry = pedanticRegistry();
    const counter = (help: string, value: number): Collector => {
      const family = gauge({ name: 'jobs_total', help, type: 'counter', series: [{ value }] });
      return { name: 'jobs', collect: (buf) => void buf.push(family) };
    };
    const [first, second, third] = [
      counter('Jobs.', 3),
      counter('Jobs done.', 4),
      counter('J.', 1),
    ];
    registry.register(first);
    expect(await problemsOf(registry)).toEqual([]);
    registry.unregister(first);
    registry.register(second);
    expect(await problemsOf(registry)).toEqual([]);
    registry.unregister(second);
    registry.register(third);
    expect(await problemsOf(registry)).toEqual([
      'jobs: jobs_total fell from 4 to 1 without a later start timestamp',
    ]);
  });

  it('is not one that overlaps, as it is not known which read first', async () => {
    const waiting: (() => void)[] = [];
    let count = 10;
    const registry = pedanticRegistry();
    registry.register({
      name: 'slow',
      async collect(buf) {
        const value = count--;
        await new Promise<void>((resolve) => waiting.push(resolve));
        buf.push(gauge({ name: 'jobs_total', type: 'counter', series: [{ value }] }));
      },
    });
    const gathering = [problemsOf(registry), problemsOf(registry)];
    await vi.waitUntil(() => waiting.length === 2);
    for (const resolve of waiting.splice(0).reverse()) resolve();
    expect(await Promise.all(gathering)).toEqual([[], []]);
    const third = problemsOf(registry);
    await vi.waitUntil(() => waiting.length === 1);
    waiting[0]?.();
    expect(await third).toEqual([
      'slow: jobs_total fell from 9 to 8 without a later start timestamp',
    ]);
  });
});
