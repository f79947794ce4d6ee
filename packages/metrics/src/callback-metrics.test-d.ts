import type { Collector, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import {
  CounterFunc,
  GaugeFunc,
  type CallbackMetric,
  type CallbackOptions,
  type CallbackReading,
  type CounterFuncOptions,
  type CounterHandle,
  type GaugeFuncOptions,
  type GaugeHandle,
} from './index.ts';

type Queue = readonly ['queue'];

describe('the types of metrics that are read at the scrape', () => {
  it('are those of a metric and a collector, with the label names as a tuple', () => {
    const gauge = new GaugeFunc({
      name: 'a',
      help: 'A.',
      labelNames: ['x', 'y'],
      read: () => [[{ x: 'b', y: 2 }, 1]],
    });
    expectTypeOf(gauge).toExtend<Metric>();
    expectTypeOf(gauge).toExtend<Collector>();
    expectTypeOf(gauge.labelNames).toEqualTypeOf<readonly ['x', 'y']>();
    expectTypeOf(gauge.type).toEqualTypeOf<'gauge'>();
    const counter = new CounterFunc({ name: 'a', help: 'A.', read: () => undefined });
    expectTypeOf(counter).toEqualTypeOf<CounterFunc>();
    expectTypeOf(counter.type).toEqualTypeOf<'counter'>();
  });

  it('know what a reading has to be', () => {
    expectTypeOf<CallbackReading<readonly []>>().toEqualTypeOf<number | undefined>();
    new GaugeFunc({
      name: 'a',
      help: 'A.',
      labelNames: ['x'],
      read: () => new Map([[{ x: 1 }, 2]]),
    });
    // @ts-expect-error has label names, so one number is not enough
    new GaugeFunc({ name: 'a', help: 'A.', labelNames: ['x'], read: () => 3 });
    new GaugeFunc({
      name: 'a',
      help: 'A.',
      labelNames: ['queue'],
      // @ts-expect-error the label is misspelt
      read: () => [[{ qeue: 'a' }, 1]],
    });
    // @ts-expect-error the label y is missing
    new GaugeFunc({ name: 'a', help: 'A.', labelNames: ['x', 'y'], read: () => [[{ x: 'a' }, 1]] });
    // @ts-expect-error not a number
    new CounterFunc({ name: 'a', help: 'A.', read: () => '3' });
    // @ts-expect-error has to answer at once
    new CounterFunc({ name: 'a', help: 'A.', read: () => Promise.resolve(3) });
    // @ts-expect-error there is nothing to read
    new CounterFunc({ name: 'a', help: 'A.' });
  });

  it('have nothing to write, and no limits of their own', () => {
    expectTypeOf<GaugeFunc>().not.toHaveProperty('set');
    expectTypeOf<CounterFunc>().not.toHaveProperty('inc');
    expectTypeOf<GaugeFunc>().not.toHaveProperty('labels');
    // @ts-expect-error series are as many as are read
    new GaugeFunc({ name: 'a', help: 'A.', maxSeries: 5, read: () => 1 });
  });

  it('have options that can be built apart, and hold the label names', () => {
    const options: CallbackOptions<Queue> = {
      name: 'a',
      help: 'A.',
      labelNames: ['queue'],
      read: () => [[{ queue: 'mail' }, 1]],
    };
    expectTypeOf<GaugeFuncOptions<Queue>>().toEqualTypeOf<CallbackOptions<Queue>>();
    expectTypeOf<CounterFuncOptions<Queue>>().toEqualTypeOf<CallbackOptions<Queue>>();
    expectTypeOf(new GaugeFunc(options)).toEqualTypeOf<GaugeFunc<Queue>>();
    expectTypeOf(new CounterFunc(options)).toEqualTypeOf<CounterFunc<Queue>>();
    expectTypeOf<CallbackOptions['read']>().toEqualTypeOf<() => number | undefined>();
    // @ts-expect-error the options are for other label names
    new GaugeFunc<readonly ['host']>(options);
  });

  it('read pairs of labels and value where there are label names', () => {
    expectTypeOf<CallbackReading<Queue>>().toEqualTypeOf<
      Iterable<
        readonly [labels: Readonly<Record<'queue', string | number | boolean>>, value: number]
      >
    >();
    expectTypeOf<Map<{ queue: string }, number>>().toExtend<CallbackReading<Queue>>();
    expectTypeOf<Map<string, number>>().not.toExtend<CallbackReading<Queue>>();
    expectTypeOf<number>().not.toExtend<CallbackReading<Queue>>();
    expectTypeOf<undefined>().not.toExtend<CallbackReading<Queue>>();
    expectTypeOf<string>().not.toExtend<CallbackReading<readonly []>>();
  });

  it('are a CallbackMetric with the handles of the instrument behind them', () => {
    expectTypeOf<GaugeFunc<Queue>>().toExtend<CallbackMetric<Queue, GaugeHandle>>();
    expectTypeOf<CounterFunc<Queue>>().toExtend<CallbackMetric<Queue, CounterHandle>>();
    expectTypeOf<GaugeFunc<Queue>>().not.toExtend<
      CallbackMetric<readonly ['queue', 'host'], GaugeHandle>
    >();
    expectTypeOf<CallbackMetric<Queue, GaugeHandle>['labelNames']>().toEqualTypeOf<Queue>();
  });
});
