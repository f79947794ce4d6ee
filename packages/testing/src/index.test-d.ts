import type * as nodeTest from 'node:test';
import type { Collector, Gatherer, MetricFamily, Series } from '@telltale/model';
import type { Registry } from '@telltale/registry';
import type * as vitest from 'vitest';
import { describe, expectTypeOf, it } from 'vitest';
import {
  addsNoSeries,
  changeOf,
  collectOnce,
  collectorSuite,
  comparePage,
  ExpositionMismatch,
  gatherAndCompare,
  leavesNothingRunning,
  pedanticRegistry,
  ResourceLeak,
  series,
  SeriesLeak,
  value,
  type RunningResource,
  type SeriesGrowth,
  type TestedCollector,
  type TestRunner,
} from './index.ts';
import { collectorSuite as vitestSuite } from './vitest.ts';

declare const gatherer: Gatherer;
declare const collector: Collector;

describe('assertions', () => {
  it('give a promise where they gather', () => {
    expectTypeOf(gatherAndCompare(gatherer, '', { names: ['up'] })).toEqualTypeOf<Promise<void>>();
    expectTypeOf(value(gatherer, 'up', { a: 'x', b: 1, c: true })).toEqualTypeOf<Promise<number>>();
    expectTypeOf(collectOnce(collector)).toEqualTypeOf<Promise<MetricFamily[]>>();
  });

  it('take a page as text or as bytes', () => {
    expectTypeOf(comparePage).parameter(0).toEqualTypeOf<string | Uint8Array>();
    expectTypeOf(comparePage).returns.toBeVoid();
    // @ts-expect-error not a page
    comparePage(1, '');
  });

  it('take only label values as labels', () => {
    // @ts-expect-error undefined is no label value
    void value(gatherer, 'up', { a: undefined });
  });

  it('throw an Error that lists the differences', () => {
    expectTypeOf<ExpositionMismatch>().toExtend<Error>();
    expectTypeOf<ExpositionMismatch>()
      .toHaveProperty('differences')
      .toEqualTypeOf<readonly string[]>();
  });
});

describe('readers', () => {
  it('give numbers and series', () => {
    expectTypeOf(series(gatherer, 'up')).toEqualTypeOf<Promise<readonly Series[]>>();
    expectTypeOf(changeOf(() => 1, gatherer, 'up', { a: 1 })).toEqualTypeOf<Promise<number>>();
    expectTypeOf(value(collector, 'up')).toEqualTypeOf<Promise<number>>();
    // @ts-expect-error the function comes first
    void changeOf(gatherer, 'up');
  });
});

describe('leak checks', () => {
  it('take sync and async functions', () => {
    expectTypeOf(leavesNothingRunning(() => {}, { waitMs: 5 })).toEqualTypeOf<Promise<void>>();
    void leavesNothingRunning(async () => 1);
    void addsNoSeries(gatherer, (index) => {
      expectTypeOf(index).toBeNumber();
    });
    expectTypeOf(
      addsNoSeries(gatherer, async () => {}, { times: 3, warmUp: 0, except: ['up'] }),
    ).toEqualTypeOf<Promise<void>>();
    expectTypeOf<ResourceLeak['resources']>().toEqualTypeOf<readonly RunningResource[]>();
    expectTypeOf<SeriesLeak['metrics']>().toEqualTypeOf<readonly SeriesGrowth[]>();
    expectTypeOf<ResourceLeak | SeriesLeak>().toExtend<Error>();
  });
});

describe('pedanticRegistry', () => {
  it('gives a registry, and always fails', () => {
    expectTypeOf(pedanticRegistry()).toEqualTypeOf<Registry>();
    pedanticRegistry({ ignoreRules: ['no-help'], timeoutMs: 5, collectorMetrics: false });
    // @ts-expect-error it cannot be told to drop
    pedanticRegistry({ onProblem: 'drop' });
  });
});

describe('collectorSuite', () => {
  it('runs with vitest and with node:test', () => {
    expectTypeOf<typeof vitest>().toExtend<TestRunner>();
    expectTypeOf<Pick<typeof nodeTest, 'describe' | 'it'>>().toExtend<TestRunner>();
  });

  it('needs no runner where it is imported from ./vitest', () => {
    vitestSuite({ name: 'a', create: () => collector });
    vitestSuite({ name: 'a', create: async () => collector });
    // @ts-expect-error the runner is missing
    collectorSuite({ name: 'a', create: () => collector });
    // @ts-expect-error the name is missing
    vitestSuite({ create: () => collector });
  });

  it('takes a collector that can be disposed of', () => {
    expectTypeOf<Collector>().toExtend<TestedCollector>();
    expectTypeOf<Collector & Disposable>().toExtend<TestedCollector>();
  });
});
