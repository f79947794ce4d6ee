import { Counter } from '@telltale/metrics';
import type { Collector, Gatherer, Metric, MetricFamily } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import { Registry, type RegistryChange, type RegistryView } from './index.ts';

describe('Registry', () => {
  it('is a gatherer, and a view of itself', () => {
    expectTypeOf<Registry>().toExtend<Gatherer>();
    expectTypeOf<Registry>().toExtend<RegistryView>();
  });

  it('takes metrics and collectors', () => {
    const registry = new Registry();
    const counter = new Counter({ name: 'c_total', help: 'C.', labelNames: ['a'] });
    const collector: Collector = { name: 'x', collect: (buf) => void buf.push(counter) };
    registry.register(counter, collector);
    // @ts-expect-error a collector has a name and collect()
    registry.register({ name: 'x' });
    // @ts-expect-error collect() appends to its buffer, it does not return metrics
    registry.register({ name: 'x', collect: () => [counter] });
  });

  it('returns what the contract says', () => {
    const registry = new Registry();
    expectTypeOf(registry.collect()).resolves.toEqualTypeOf<Metric[]>();
    expectTypeOf(registry.gather()).resolves.toEqualTypeOf<readonly MetricFamily[]>();
    expectTypeOf(registry.collectors()).toEqualTypeOf<readonly Collector[]>();
    registry.update((change) => {
      expectTypeOf(change).toEqualTypeOf<RegistryChange>();
    });
    expectTypeOf(registry.wrap({ prefix: 'x_', labels: { a: 'b' } })).toEqualTypeOf<RegistryView>();
  });
});
