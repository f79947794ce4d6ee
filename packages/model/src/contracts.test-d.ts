import { describe, expectTypeOf, it } from 'vitest';
import {
  constantFamily,
  isMetric,
  type CollectContext,
  type Collector,
  type ConstantFamilyOptions,
  type Gatherer,
  type GatherOptions,
  type Metric,
  type MetricFamily,
  type MetricType,
  type Series,
  type SeriesValue,
} from './index.ts';

describe('Metric and MetricFamily', () => {
  it('a family is a metric, and immutable', () => {
    expectTypeOf<MetricFamily>().toExtend<Metric>();
    expectTypeOf<MetricFamily['series']>().toEqualTypeOf<Iterable<Series>>();
    const family = constantFamily({ name: 'up', help: 'Up.', type: 'gauge', series: [] });
    // @ts-expect-error it is read-only
    family.help = 'other';
    // @ts-expect-error it is read-only
    family.series = [];
  });

  it('a metric gives a family when it is read', () => {
    expectTypeOf<Metric['snapshot']>().toEqualTypeOf<() => MetricFamily>();
    expectTypeOf<Metric['labelNames']>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Metric>().toHaveProperty('unit').toEqualTypeOf<string | undefined>();
  });

  it('isMetric narrows', () => {
    expectTypeOf(isMetric).guards.toEqualTypeOf<Metric>();
  });
});

describe('Collector', () => {
  it('may collect synchronously or asynchronously, with or without the context', () => {
    const sync = { name: 'sync', collect: (buf: Metric[]): void => void buf.pop() };
    const async = {
      name: 'async',
      collect: async (buf: Metric[], context: CollectContext) => {
        context.signal.throwIfAborted();
        await Promise.resolve(buf);
      },
    };
    expectTypeOf(sync).toExtend<Collector>();
    expectTypeOf(async).toExtend<Collector>();
  });

  it('needs a name', () => {
    expectTypeOf<{ collect: (buf: Metric[]) => void }>().not.toExtend<Collector>();
  });
});

describe('Gatherer', () => {
  it('gathers families with or without options', () => {
    expectTypeOf<Gatherer['gather']>().parameters.toEqualTypeOf<
      [options?: GatherOptions | undefined]
    >();
    expectTypeOf<Gatherer['gather']>().returns.toEqualTypeOf<Promise<readonly MetricFamily[]>>();
    expectTypeOf<Required<GatherOptions>>().toEqualTypeOf<{
      readonly signal: AbortSignal | undefined;
      readonly timeoutMs: number | undefined;
      readonly names: readonly string[] | undefined;
    }>();
  });
});

describe('constantFamily', () => {
  const base = { name: 'disk_free_bytes', help: 'Free.', type: 'gauge' } as const;

  it('infers the label names and wants them of each series', () => {
    const family = constantFamily({
      ...base,
      labelNames: ['device'],
      series: [{ labels: { device: 'sda' }, value: 1 }],
    });
    expectTypeOf(family).toEqualTypeOf<MetricFamily>();
    // @ts-expect-error a label is missing
    constantFamily({ ...base, labelNames: ['device'], series: [{ labels: {}, value: 1 }] });
    constantFamily({
      ...base,
      labelNames: ['device'],
      // @ts-expect-error a label is misspelt
      series: [{ labels: { devcie: 'sda' }, value: 1 }],
    });
    constantFamily({
      ...base,
      labelNames: ['device'],
      // @ts-expect-error a label too many
      series: [{ labels: { device: 'sda', host: 'a' }, value: 1 }],
    });
  });

  it('takes no labels where there are no label names', () => {
    constantFamily({ ...base, series: [{ value: 1 }] });
    // @ts-expect-error there are no labels
    constantFamily({ ...base, series: [{ labels: { device: 'sda' }, value: 1 }] });
  });

  it('takes label names that are known only at run time', () => {
    const labelNames: string[] = ['device'];
    constantFamily({ ...base, labelNames, series: [{ labels: { device: 'sda' }, value: 1 }] });
  });

  it('takes a type of the list and no other', () => {
    expectTypeOf<ConstantFamilyOptions['type']>().toEqualTypeOf<MetricType>();
    expectTypeOf<MetricType>().toEqualTypeOf<
      | 'counter'
      | 'gauge'
      | 'histogram'
      | 'gaugehistogram'
      | 'summary'
      | 'info'
      | 'stateset'
      | 'unknown'
    >();
  });

  it('takes no strings as values', () => {
    expectTypeOf<string>().not.toExtend<SeriesValue>();
    expectTypeOf<undefined>().not.toExtend<SeriesValue>();
  });
});
