import type * as nodeTest from 'node:test';
import type { Collector, Gatherer, MetricFamily } from '@telltale/model';
import type * as vitest from 'vitest';
import { describe, expectTypeOf, it } from 'vitest';
import {
  collectOnce,
  collectorSuite,
  comparePage,
  ExpositionMismatch,
  gatherAndCompare,
  value,
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
