import type { Collector, Gatherer, Metric, MetricFamily } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  metricMatchers,
  type LabelsAndChange,
  type LabelsAndValue,
  type MetricAssertions,
  type MetricSource,
} from './vitest.ts';

declare const registry: Registry;

describe('metricMatchers', () => {
  it('are what expect.extend() takes', () => {
    expectTypeOf(expect.extend).toBeCallableWith(metricMatchers);
    expectTypeOf<keyof typeof metricMatchers>().toEqualTypeOf<keyof MetricAssertions>();
  });

  it('are on what expect() gives, and are to be awaited, with .not too', () => {
    const assertion = expect(registry);
    expectTypeOf(assertion.toHaveMetric('up')).toEqualTypeOf<Promise<void>>();
    expectTypeOf(assertion.not.toHaveSample('up')).toEqualTypeOf<Promise<void>>();
    expectTypeOf(assertion.toHaveMetricValue('up', 1)).toEqualTypeOf<Promise<void>>();
    expectTypeOf(assertion.toMatchExposition('up 1')).toEqualTypeOf<Promise<void>>();
    expectTypeOf(assertion.not.toPassLint()).toEqualTypeOf<Promise<void>>();
    expectTypeOf(expect(() => 1).toChangeMetric(registry, 'up')).toEqualTypeOf<Promise<void>>();
    expectTypeOf(expect(Promise.resolve(registry)).resolves.toHaveMetric('up')).toEqualTypeOf<
      Promise<void>
    >();
  });

  it('take the labels in front of the value, or none', () => {
    expectTypeOf<[5]>().toExtend<LabelsAndValue>();
    expectTypeOf<[{ a: string; b: 1; c: true }, 5]>().toExtend<LabelsAndValue>();
    expectTypeOf<[]>().not.toExtend<LabelsAndValue>();
    expectTypeOf<[5, { a: string }]>().not.toExtend<LabelsAndValue>();
    expectTypeOf<[{ a: undefined }, 5]>().not.toExtend<LabelsAndValue>();
    expectTypeOf<[] | [5] | [{ a: string }] | [{ a: string }, 5]>().toExtend<LabelsAndChange>();
    expectTypeOf<[5, { a: string }]>().not.toExtend<LabelsAndChange>();
    void expect(registry).toHaveMetricValue('up', { a: 1 }, expect.closeTo(1) as number);
  });

  it('refuse what would check nothing', () => {
    // @ts-expect-error the value is missing
    void expect(registry).toHaveMetricValue('up');
    // @ts-expect-error there is no such type of metric
    void expect(registry).toHaveMetric('up', 'meter');
    // @ts-expect-error the expected page is missing
    void expect(registry).toMatchExposition();
    // @ts-expect-error rules are listed by metric
    void expect(registry).toPassLint({ allowedLint: ['no-help'] });
  });
});

describe('MetricSource', () => {
  it('is whatever shows metrics', () => {
    expectTypeOf<Gatherer | Registry | Collector | Metric>().toExtend<MetricSource>();
    expectTypeOf<readonly MetricFamily[] | string | Uint8Array>().toExtend<MetricSource>();
    expectTypeOf<number | undefined>().not.toExtend<MetricSource>();
  });
});
