import { Counter, Gauge, Histogram } from '@telltale/metrics';
import {
  constantFamily,
  type Collector,
  type GatherError,
  type GatherProblem,
  type Metric,
  type MetricFamily,
} from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { Registry } from './registry.ts';

const never = new Promise<void>(() => {});

function appending(name: string, ...metrics: Metric[]): Collector {
  return {
    name,
    collect(buf) {
      buf.push(...metrics);
    },
  };
}

/** `name{label="value"} value` of every series that is a number, without the registry's own metrics. */
function lines(families: readonly MetricFamily[]): string[] {
  return families
    .filter(({ name }) => !name.startsWith('exporter_'))
    .flatMap(({ name, series }) =>
      Array.from(
        series,
        ({ labels, value }) => `${name}${JSON.stringify(labels)} ${value as number}`,
      ),
    );
}

describe('gather', () => {
  it('orders families by name, however the collectors settle', async () => {
    const registry = new Registry();
    registry.register(
      new Gauge({ name: 'm', help: 'M.' }),
      {
        name: 'slow',
        async collect(buf) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          buf.push(new Gauge({ name: 'a', help: 'A.' }));
        },
      },
      appending('fast', new Gauge({ name: 'z', help: 'Z.' })),
    );
    expect(lines(await registry.gather())).toEqual(['a{} 0', 'm{} 0', 'z{} 0']);
  });

  it('gives each collector a buffer of its own', async () => {
    const seen: number[] = [];
    const registry = new Registry();
    for (const name of ['a', 'b']) {
      registry.register({
        name,
        collect(buf) {
          seen.push(buf.length);
          buf.push(new Gauge({ name, help: 'X.' }));
        },
      });
    }
    await registry.gather();
    expect(seen).toEqual([0, 0]);
  });

  it('reads what was appended at once when the collector settles', async () => {
    const gauge = new Gauge({ name: 'g', help: 'G.' });
    const registry = new Registry();
    registry.register({
      name: 'reuses its metric',
      collect(buf) {
        gauge.set(1);
        buf.push(gauge);
      },
    });
    registry.register({
      name: 'slower',
      async collect() {
        await Promise.resolve();
        await new Promise((resolve) => setTimeout(resolve, 5));
        gauge.set(99);
      },
    });
    expect(lines(await registry.gather())).toEqual(['g{} 1']);
  });

  it('reads instruments at the moment of the call', async () => {
    const counter = new Counter({ name: 'c_total', help: 'C.' });
    const registry = new Registry();
    registry.register(counter, { name: 'slow', collect: () => Promise.resolve() });
    const gathered = registry.gather();
    counter.inc();
    expect(lines(await gathered)).toEqual(['c_total{} 0']);
  });

  it('leaves out all of a collector that throws, sync or async, and keeps the rest', async () => {
    const registry = new Registry();
    const lost = new Gauge({ name: 'lost', help: 'L.' });
    registry.register(
      {
        name: 'throws',
        collect(buf) {
          buf.push(lost);
          throw new Error('boom');
        },
      },
      {
        name: 'rejects',
        async collect(buf) {
          buf.push(lost);
          await Promise.resolve();
          throw new Error('async boom');
        },
      },
      appending('fine', new Gauge({ name: 'kept', help: 'K.' })),
    );
    expect(lines(await registry.gather())).toEqual(['kept{} 0']);
  });

  it.each([
    ['an object without a prototype', Object.create(null) as unknown, 'an object'],
    ['a string', 'no database', '"no database"'],
    ['nothing', undefined, 'undefined'],
  ])('tells of a collector that throws %s', async (_, thrown, message) => {
    const problems: GatherProblem[] = [];
    const registry = new Registry({ report: (problem) => problems.push(problem) });
    registry.register({
      name: 'throws',
      collect() {
        throw thrown;
      },
    });
    await registry.gather();
    expect(problems).toEqual([{ collector: 'throws', message, cause: thrown }]);
  });

  it('gives the page also where the report of a problem fails', async () => {
    const registry = new Registry({
      report() {
        throw new Error('the disk is full');
      },
    });
    registry.register(appending('fine', new Gauge({ name: 'kept', help: 'K.' })), {
      name: 'throws',
      collect() {
        throw new Error('boom');
      },
    });
    expect(lines(await registry.gather())).toEqual(['kept{} 0']);
  });

  it('goes on without a collector that never answers, and ignores what it appends later', async () => {
    let later: Metric[] = [];
    let signal: AbortSignal | undefined;
    const registry = new Registry();
    registry.register(
      {
        name: 'hangs',
        collect(buf, context) {
          later = buf;
          signal = context.signal;
          return never;
        },
      },
      appending('fine', new Gauge({ name: 'kept', help: 'K.' })),
    );
    const families = await registry.gather({ timeoutMs: 20 });
    later.push(new Gauge({ name: 'late', help: 'L.' }));
    expect(lines(families)).toEqual(['kept{} 0']);
    expect(signal?.aborted).toBe(true);
    expect((signal?.reason as Error).message).toBe('no answer after 20 ms');
  });

  it('does not let a rejection that comes after the deadline escape', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const registry = new Registry();
    registry.register({
      name: 'late',
      async collect(_buf, { signal }) {
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            setTimeout(reject, 5, new Error('too late'));
          });
        });
      },
    });
    await registry.gather({ timeoutMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it('rejects with the reason of its signal, and tells the collectors', async () => {
    const reasons: unknown[] = [];
    const registry = new Registry();
    registry.register({
      name: 'hangs',
      collect(_buf, { signal }) {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return never;
      },
    });
    const controller = new AbortController();
    const gathered = registry.gather({ signal: controller.signal });
    controller.abort(new Error('nobody waits'));
    await expect(gathered).rejects.toThrow('nobody waits');
    expect(reasons).toEqual([new Error('nobody waits')]);
    await expect(registry.gather({ signal: controller.signal })).rejects.toThrow('nobody waits');
  });

  it('gives only the families that were asked for', async () => {
    const registry = new Registry();
    registry.register(
      new Gauge({ name: 'a', help: 'A.' }),
      new Gauge({ name: 'b', help: 'B.' }),
      appending('two', new Gauge({ name: 'c', help: 'C.' }), new Gauge({ name: 'd', help: 'D.' })),
    );
    const families = await registry.gather({ names: ['b', 'c', 'not there'] });
    expect(families.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  describe('with families of one name from several collectors', () => {
    const part = (pool: string, value: number): MetricFamily =>
      constantFamily({
        name: 'pool_size',
        help: 'P.',
        type: 'gauge',
        labelNames: ['pool'],
        series: [{ labels: { pool }, value }],
      });

    it('makes one family of them', async () => {
      const registry = new Registry();
      registry.register(appending('one', part('a', 1)), appending('two', part('b', 2)));
      expect(lines(await registry.gather())).toEqual([
        'pool_size{"pool":"a"} 1',
        'pool_size{"pool":"b"} 2',
      ]);
    });

    it('keeps the first of two series with the same labels, and says so', async () => {
      const problems: GatherProblem[] = [];
      const registry = new Registry({ report: (problem) => problems.push(problem) });
      registry.register(
        appending('one', part('a', 1)),
        appending('two', part('a', 2), part('b', 3)),
      );
      expect(lines(await registry.gather())).toEqual([
        'pool_size{"pool":"a"} 1',
        'pool_size{"pool":"b"} 3',
      ]);
      expect(problems).toEqual([
        {
          collector: 'two',
          metric: 'pool_size',
          message: 'the series pool_size["a"] was given twice',
        },
      ]);
    });

    it('keeps start timestamps on their series', async () => {
      const counters = ['a', 'b'].map((pool, index) =>
        constantFamily({
          name: 'x_total',
          help: 'X.',
          type: 'counter',
          labelNames: ['pool'],
          series: [{ labels: { pool }, value: 1, ...(index === 1 ? { startTimestamp: 7 } : {}) }],
        }),
      );
      const registry = new Registry();
      registry.register(...counters.map((family, index) => appending(`c${index}`, family)));
      const [family] = await registry.gather({ names: ['x_total'] });
      expect([...family!.series]).toEqual([
        { labels: { pool: 'a' }, value: 1 },
        { labels: { pool: 'b' }, value: 1, startTimestamp: 7 },
      ]);
    });

    it.each([
      [
        'type',
        new Counter({ name: 'pool_size', help: 'P.', labelNames: ['pool'] }),
        '"gauge", then "counter"',
      ],
      [
        'help',
        new Gauge({ name: 'pool_size', help: 'Q.', labelNames: ['pool'] }),
        '"P.", then "Q."',
      ],
      ['labelNames', new Gauge({ name: 'pool_size', help: 'P.' }), '["pool"], then []'],
    ])('leaves out the one whose %s differs', async (what, other, expected) => {
      const problems: GatherProblem[] = [];
      const registry = new Registry({ report: (problem) => problems.push(problem) });
      registry.register(appending('one', part('a', 1)), appending('two', other));
      expect(lines(await registry.gather())).toEqual(['pool_size{"pool":"a"} 1']);
      expect(problems.map(({ message }) => message)).toEqual([
        `pool_size was given with the ${what} ${expected}`,
      ]);
    });

    it('leaves out a histogram with other buckets', async () => {
      const registry = new Registry();
      registry.register(
        appending('one', new Histogram({ name: 'h', help: 'H.', buckets: [1, 2] })),
        appending('two', new Histogram({ name: 'h', help: 'H.', buckets: [1, 3] })),
      );
      const [h] = await registry.gather({ names: ['h'] });
      expect(h?.columns.size).toBe(1);
      expect(h?.columns.bounds).toEqual([1, 2]);
    });
  });

  it('is ended by a collector that aborts it, and tells those that come after', async () => {
    const controller = new AbortController();
    let wasAborted: boolean | undefined;
    const registry = new Registry();
    registry.register(
      {
        name: 'aborting',
        collect() {
          controller.abort(new Error('enough'));
        },
      },
      {
        name: 'later',
        collect: (_, { signal }) => {
          wasAborted = signal.aborted;
          return new Promise<void>(() => {});
        },
      },
    );
    await expect(registry.gather({ signal: controller.signal })).rejects.toThrow('enough');
    expect(wasAborted).toBe(true);
  });

  it('fails with all problems where the registry is set to fail', async () => {
    const registry = new Registry({ onProblem: 'fail' });
    const boom = new Error('boom');
    registry.register(
      {
        name: 'throws',
        collect() {
          throw boom;
        },
      },
      { name: 'hangs', collect: () => never },
    );
    await expect(registry.gather({ timeoutMs: 10 })).rejects.toMatchObject({
      code: 'GATHER_FAILED',
      message: 'throws: boom; hangs: no answer after 10 ms',
      problems: [
        { collector: 'throws', message: 'boom', cause: boom },
        { collector: 'hangs', cause: expect.any(Error) as Error },
      ],
    });
  });

  it('gives what worked with the error, where the registry is set to fail', async () => {
    const registry = new Registry({ onProblem: 'fail', collectorMetrics: false });
    registry.register(new Counter({ name: 'b_total', help: 'B.' }), {
      name: 'throws',
      collect() {
        throw new Error('boom');
      },
    });
    registry.register(new Counter({ name: 'a_total', help: 'A.' }));
    const error: unknown = await registry.gather().catch((reason: unknown) => reason);
    expect((error as GatherError).families.map(({ name }) => name)).toEqual(['a_total', 'b_total']);
  });

  it('counts the look-ups that went to the overflow series of a metric', async () => {
    const counter = new Counter({
      name: 'c_total',
      help: 'C.',
      labelNames: ['id'],
      maxSeries: 1,
    });
    const registry = new Registry();
    registry.register(counter);
    expect(await registry.gather({ names: ['telltale_metric_series_overflow_total'] })).toEqual([]);
    for (const id of ['a', 'b', 'c']) counter.inc({ id });
    const names = ['telltale_metric_series_overflow_total'];
    expect(lines(await registry.gather({ names }))).toEqual([
      'telltale_metric_series_overflow_total{"metric":"c_total"} 2',
    ]);
    expect(lines(await registry.gather())).toEqual([
      'c_total{"id":"a"} 1',
      'c_total{"id":"__overflow__"} 2',
      'telltale_metric_series_overflow_total{"metric":"c_total"} 2',
    ]);
  });
});
