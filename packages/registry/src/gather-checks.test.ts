import { Counter, Gauge, Histogram, Summary } from '@telltale/metrics';
import {
  constantFamily,
  GatherError,
  type Collector,
  type GatherProblem,
  type Metric,
  type MetricFamily,
} from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { describe, expect, it } from 'vitest';
import { Registry } from './registry.ts';

const kept = new Gauge({ name: 'kept', help: 'K.' });

function appending(name: string, ...metrics: unknown[]): Collector {
  return {
    name,
    collect(buf) {
      buf.push(...(metrics as Metric[]));
    },
  };
}

/** A family as a collector in plain JavaScript may write it: a valid gauge `g`, but for what is changed. */
function written(head: object, columns: object = {}): object {
  const family = {
    name: 'g',
    help: 'G.',
    type: 'gauge',
    labelNames: ['a'],
    series: [],
    columns: { size: 1, width: 1, values: Float64Array.of(1), labelValues: [['x']], ...columns },
    snapshot: () => family,
    ...head,
  };
  return family;
}

const names = (families: readonly MetricFamily[]): string[] =>
  families.map(({ name }) => name).filter((name) => !name.startsWith('exporter_'));

/** The errors counter as `collector cause`, without what is 0. */
function errors(families: readonly MetricFamily[]): string[] {
  const family = families.find(({ name }) => name === 'exporter_collection_errors_total');
  return Array.from(family?.series ?? [])
    .filter(({ value }) => (value as number) > 0)
    .map(({ labels, value }) => `${Object.values(labels).join(' ')} ${value as number}`);
}

/** What a registry makes of these with either strategy; both have to tell the same. */
async function gatherBoth(
  ...collectors: Collector[]
): Promise<{ names: string[]; errors: string[]; problems: string[] }> {
  const reported: GatherProblem[] = [];
  const dropping = new Registry({ report: (problem) => reported.push(problem) });
  const failing = new Registry({ onProblem: 'fail' });
  for (const registry of [dropping, failing]) registry.register(...collectors);
  const page = await dropping.gather();
  const error: unknown = await failing.gather().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (reported.length === 0) {
    expect(error).toBeUndefined();
  } else {
    expect(error).toBeInstanceOf(GatherError);
    expect((error as GatherError).problems).toEqual(reported);
    expect(names((error as GatherError).families)).toEqual(names(page));
  }
  const problems = reported.map(({ collector, message }) => `${collector}: ${message}`);
  return { names: names(page), errors: errors(page), problems };
}

describe('names of samples', () => {
  const histogram = new Histogram({ name: 'h', help: 'H.' });
  const summary = new Summary({ name: 's', help: 'S.' });
  const gaugeHistogram = constantFamily({
    name: 'gh',
    help: 'G.',
    type: 'gaugehistogram',
    series: [],
  });
  const gauge = (name: string): Gauge => new Gauge({ name, help: 'G.' });

  it.each([
    ['h', 'h_bucket', histogram],
    ['h', 'h_sum', histogram],
    ['h', 'h_count', histogram],
    ['s', 's_sum', summary],
    ['s', 's_count', summary],
    ['gh', 'gh_bucket', gaugeHistogram],
    ['gh', 'gh_gsum', gaugeHistogram],
    ['gh', 'gh_gcount', gaugeHistogram],
  ])('of %s leave no place for a gauge %s, whichever comes first', async (_, taken, metric) => {
    for (const [first, second] of [
      [metric, gauge(taken)],
      [gauge(taken), metric],
    ] as const) {
      const both = await gatherBoth(
        appending('one', first),
        appending('two', second, kept),
        appending('three', gauge('z')),
      );
      expect(both).toEqual({
        names: [first.name, 'kept', 'z'].sort(),
        errors: ['two conflict 1'],
        problems: [`two: ${second.name}: the name ${taken} is taken by ${first.name}`],
      });
    }
  });

  it('are taken also where there is no series yet', async () => {
    const empty = new Histogram({ name: 'h', help: 'H.', labelNames: ['a'] });
    expect((await gatherBoth(empty, appending('one', gauge('h_sum')))).names).toEqual(['h']);
  });

  it('are not taken by what was left out itself', async () => {
    const both = await gatherBoth(
      appending('one', gauge('h_sum')),
      appending('two', histogram, gauge('h_count')),
    );
    expect(both.names).toEqual(['h_count', 'h_sum']);
  });

  it.each([
    ['counter', 'x_total', 'gauge', 'x'],
    ['counter', 'x', 'gauge', 'x_created'],
    ['info', 'x', 'gauge', 'x_info'],
    ['stateset', 'x', 'gauge', 'x_count'],
    ['summary', 'x', 'gauge', 'x_bucket'],
    ['histogram', 'x', 'gauge', 'x_gsum'],
    ['histogram', 'x', 'histogram', 'x_total'],
  ] as const)(
    'may be alike where writers find others: %s %s beside %s %s',
    async (typeA, a, typeB, b) => {
      const [first, second] = [
        constantFamily({ name: a, help: '', type: typeA, series: [] }),
        constantFamily({ name: b, help: '', type: typeB, series: [] }),
      ];
      expect(await gatherBoth(appending('one', first), appending('two', second))).toEqual({
        names: [a, b].sort(),
        errors: [],
        problems: [],
      });
    },
  );

  it('are refused at once where both are registered', () => {
    const registry = new Registry();
    registry.register(histogram, gauge('s_sum'));
    for (const [metric, message] of [
      [gauge('h_count'), 'h_count: the name h_count is taken by h.'],
      [summary, 's: the name s_sum is taken by s_sum.'],
    ] as const) {
      expect(() => {
        registry.register(metric);
      }).toThrow(
        expect.objectContaining({
          code: 'DUPLICATE_METRIC',
          metric: metric.name,
          message: expect.stringContaining(message) as string,
        }),
      );
    }
    expect(() => {
      registry.wrap({ labels: { a: '1' } }).register(gauge('h_count'));
    }).toThrow('the name h_count is taken');
    registry.wrap({ prefix: 'p_' }).register(gauge('h_count'));
    registry.register(gauge('h_counts'));
    expect(registry.collectors()).toHaveLength(4);
  });
});

describe('families', () => {
  const byHand = 'is neither a metric nor made by constantFamily().';
  const made = constantFamily({ name: 'g', help: 'G.', type: 'gauge', series: [{ value: 1 }] });

  it.each<[object, string]>([
    [written({}), `"g" ${byHand}`],
    [written({ name: '' }), `"" ${byHand}`],
    [written({ labelNames: ['__a'] }), `"g" ${byHand}`],
    [written({ columns: undefined }), `"g" ${byHand}`],
    [written({}, { values: [1] }), `"g" ${byHand}`],
    [{ ...made, snapshot: () => made, name: 'h' }, ''],
    [{ ...made, snapshot: () => ({ ...made, snapshot: () => made }) }, `"g" ${byHand}`],
    [written({ snapshot: () => undefined }), `undefined ${byHand}`],
    [written({ snapshot: () => Promise.resolve() }), `an object ${byHand}`],
    [written({ name: 1 }), `1 ${byHand}`],
  ])('that nobody has checked cost only themselves (%#)', async (metric, message) => {
    const both = await gatherBoth(appending('bad', kept, metric), appending('good', kept));
    if (message === '') {
      // A metric of one's own, whose snapshot is a family that was made, is as good as any.
      expect(both).toMatchObject({ names: ['g', 'kept'], errors: ['good conflict 1'] });
      return;
    }
    expect(both).toEqual({
      names: ['kept'],
      errors: ['bad invalid 1', 'good conflict 1'],
      problems: [expect.stringContaining(`bad: ${message}`), expect.stringContaining('good: ')],
    });
  });

  it.each([{}, null, undefined, 'g', () => kept])('have to be there: %s', async (nonsense) => {
    const both = await gatherBoth(appending('bad', nonsense, kept));
    expect(both.names).toEqual(['kept']);
    expect(both.errors).toEqual(['bad invalid 1']);
    expect(both.problems[0]).toContain(byHand);
  });
});

describe('series', () => {
  /** A family as a page that was parsed gives it, each series with label names of its own. */
  const parsed = (...series: (readonly [readonly string[], readonly string[]])[]): MetricFamily =>
    new ColumnFamily(
      { name: 'g', help: 'G.', type: 'gauge', labelNames: ['a', 'b'] },
      {
        size: series.length,
        width: 1,
        values: Float64Array.from(series, (_, row) => row),
        labelValues: series.map(([, values]) => values),
        seriesLabelNames: series.map(([own]) => own),
      },
    );

  it.each([
    ['in another order', ['b', 'a'], ['2', '1'], '"1","2"'],
    ['in the same order', ['a', 'b'], ['1', '2'], '"1","2"'],
  ])('with the same labels %s are one series', async (_, own, values, text) => {
    const first = constantFamily({
      name: 'g',
      help: 'G.',
      type: 'gauge',
      labelNames: ['a', 'b'],
      series: [{ labels: { a: '1', b: '2' }, value: 7 }],
    });
    const both = await gatherBoth(
      appending('one', first),
      appending('two', parsed([['b'], ['2']], [own, values])),
    );
    expect(both.errors).toEqual(['two conflict 1']);
    expect(both.problems).toEqual([`two: the series g[${text}] was given twice`]);
  });

  it('whose label is empty are those without the label', async () => {
    const both = await gatherBoth(
      appending(
        'one',
        parsed(
          [['a'], ['1']],
          [
            ['a', 'b'],
            ['1', ''],
          ],
        ),
      ),
    );
    expect(both.problems).toEqual(['one: the series g["1",""] was given twice']);
  });

  it('that stand twice are found also where a metric gives a family of another', async () => {
    const family = constantFamily({
      name: 'd',
      help: 'D.',
      type: 'gauge',
      labelNames: ['x'],
      series: [
        { labels: { x: '1' }, value: 1 },
        { labels: { x: '1' }, value: 2 },
      ],
    });
    const both = await gatherBoth(
      appending('one', { ...written({ name: 'd' }), snapshot: () => family }),
    );
    expect(both.problems).toEqual(['one: the series d["1"] was given twice']);
  });

  it('of two parts have to be laid out alike', async () => {
    const shaped = (width: number, value: string): MetricFamily =>
      new ColumnFamily(
        { name: 's', help: 'S.', type: 'summary', labelNames: ['a'] },
        {
          size: 1,
          width,
          values: new Float64Array(width),
          labelValues: [[value]],
          seriesShapes: [{ quantiles: Array.from({ length: width - 2 }, (_, at) => at / 10) }],
        },
      );
    const both = await gatherBoth(
      appending('one', shaped(3, 'x')),
      appending('two', shaped(9, 'y'), kept),
    );
    expect(both.names).toEqual(['kept', 's']);
    expect(both.problems).toEqual(['two: s was given with the width 3, then 9']);
  });

  it('of instruments are not looked at, however many there are', async () => {
    const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'] });
    counter.inc({ a: '1' });
    const family = counter.snapshot();
    let visits = 0;
    const labelValues = new Proxy(family.columns.labelValues, {
      get(rows, key, receiver): unknown {
        visits++;
        return Reflect.get(rows, key, receiver);
      },
    });
    counter.snapshot = () => new ColumnFamily(family, { ...family.columns, labelValues });
    for (const collector of [counter, appending('one', counter)]) {
      const registry = new Registry();
      registry.register(collector);
      expect(names(await registry.gather())).toEqual(['c_total']);
    }
    expect(visits).toBe(0);
  });
});

describe('a collector that returns its metrics', () => {
  it.each([
    ['an array', () => [kept]],
    ['a metric', () => kept],
    ['a promise of an array', () => Promise.resolve([kept])],
  ])('is told to append them: %s', async (_, collect) => {
    const returning = { name: 'returning', collect } as unknown as Collector;
    expect(await gatherBoth(returning, appending('good', kept))).toEqual({
      names: ['kept'],
      errors: ['returning error 1'],
      problems: ['returning: collect() returned metrics; append them to buf'],
    });
  });

  it.each([
    ['a number', (buf: Metric[]) => buf.push(kept)],
    [
      'what Promise.all gives',
      (buf: Metric[]) => Promise.all([Promise.resolve().then(() => buf.push(kept))]),
    ],
  ])('may return anything else: %s', async (_, collect) => {
    const fine = { name: 'fine', collect } as unknown as Collector;
    expect(await gatherBoth(fine)).toEqual({ names: ['kept'], errors: [], problems: [] });
  });
});

describe('an instrument that cannot be shown', () => {
  const broken = (): Gauge => {
    const gauge = new Gauge({ name: 'broken', help: 'B.' });
    gauge.snapshot = () => {
      throw new Error('cannot be read');
    };
    return gauge;
  };

  it('costs only itself, and is counted under its name', async () => {
    expect(await gatherBoth(broken(), kept)).toEqual({
      names: ['kept'],
      errors: ['broken invalid 1'],
      problems: ['broken: cannot be read'],
    });
  });

  it('shows on nothing but the errors, and stays there until it is removed', async () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'broken', help: 'B.' });
    const view = registry.wrap({ prefix: 'p_' });
    view.register(gauge);
    const read = async (): Promise<string[]> => (await registry.gather()).map(({ name }) => name);
    expect(await read()).toEqual(['p_broken']);
    gauge.snapshot = () => {
      throw new Error('cannot be read');
    };
    expect(await read()).toEqual(['exporter_collection_errors_total']);
    Reflect.deleteProperty(gauge, 'snapshot');
    expect(await read()).toEqual(['exporter_collection_errors_total', 'p_broken']);
    expect(errors(await registry.gather())).toEqual(['p_broken invalid 1']);
    view.unregister(gauge);
    expect(await read()).toEqual([]);
  });

  it('is told with its name and what it threw', async () => {
    const problems: GatherProblem[] = [];
    const registry = new Registry({ report: (problem) => problems.push(problem) });
    registry.register(broken());
    await registry.gather();
    expect(problems).toEqual([
      {
        collector: 'broken',
        metric: 'broken',
        message: 'cannot be read',
        cause: new Error('cannot be read'),
      },
    ]);
  });
});

it("counts the registry's own metrics as left out from the next page on", async () => {
  const registry = new Registry();
  registry.register(
    new Gauge({ name: 'exporter_collection_duration_seconds_count', help: 'G.' }),
    appending('fine', kept),
  );
  expect(errors(await registry.gather())).toEqual([]);
  const page = await registry.gather();
  expect(errors(page)).toEqual(['registry conflict 1']);
  expect(names(page)).toEqual(['kept']);
});
