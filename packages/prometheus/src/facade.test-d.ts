import { describe, expectTypeOf, it } from 'vitest';
import {
  counter,
  disableCollectors,
  fetchHandler,
  gather,
  gauge,
  histogram,
  metricsHandler,
  registry,
  startServer,
  summary,
  Counter,
  Gauge,
  Histogram,
  Summary,
  type Collector,
  type CollectContext,
  type Metric,
  type MetricFamily,
  type MetricsServer,
  type Registry,
} from './index.ts';

describe('counter, gauge, histogram and summary', () => {
  it('have exactly the types that the classes infer', () => {
    const labelNames = ['method', 'status'] as const;
    expectTypeOf(counter('a_total', 'A.', ['method', 'status'])).toEqualTypeOf(
      new Counter({ name: 'a_total', help: 'A.', labelNames: ['method', 'status'] }),
    );
    expectTypeOf(gauge('b', 'B.', labelNames)).toEqualTypeOf(
      new Gauge({ name: 'b', help: 'B.', labelNames }),
    );
    expectTypeOf(histogram('c', 'C.', ['route'], [1, 2])).toEqualTypeOf(
      new Histogram({ name: 'c', help: 'C.', labelNames: ['route'], buckets: [1, 2] }),
    );
    expectTypeOf(summary('d', 'D.', ['route'], { quantiles: [0.5] })).toEqualTypeOf(
      new Summary({ name: 'd', help: 'D.', labelNames: ['route'], quantiles: [0.5] }),
    );
    expectTypeOf(counter('a_total', 'A.', ['method'])).toEqualTypeOf<
      Counter<readonly ['method']>
    >();
  });

  it('have no labels where none are named', () => {
    expectTypeOf(counter('a_total', 'A.')).toEqualTypeOf<Counter>();
    expectTypeOf(gauge('b', 'B.')).toEqualTypeOf<Gauge>();
    expectTypeOf(gauge('b', 'B.', [])).toEqualTypeOf<Gauge>();
    expectTypeOf(histogram('c', 'C.')).toEqualTypeOf<Histogram>();
    expectTypeOf(histogram('c', 'C.', undefined, [1, 2])).toEqualTypeOf<Histogram>();
    expectTypeOf(summary('d', 'D.')).toEqualTypeOf<Summary>();
    expectTypeOf(summary('d', 'D.', undefined, { maxAge: 1000 })).toEqualTypeOf<Summary>();
  });

  it('refuse a missing, a misspelt and an extra label', () => {
    const requests = counter('a_total', 'A.', ['method', 'status']);
    requests.inc({ method: 'GET', status: 200 });
    requests.labels('GET', '200').inc();
    // @ts-expect-error status is missing
    requests.inc({ method: 'GET' });
    // @ts-expect-error a label is misspelt
    requests.inc({ method: 'GET', statuss: '200' });
    // @ts-expect-error route is not a label
    requests.inc({ method: 'GET', status: '200', route: '/' });
    // @ts-expect-error a value is missing
    requests.labels('GET');
    // @ts-expect-error labels are needed
    requests.inc();
    // @ts-expect-error no labels were declared
    gauge('b', 'B.').set({ method: 'GET' }, 1);
  });

  it('refuse arguments that they do not know', () => {
    // @ts-expect-error help is required
    counter('a_total');
    // @ts-expect-error label names are strings
    gauge('b', 'B.', [1]);
    // @ts-expect-error only histograms have buckets
    counter('a_total', 'A.', [], [1, 2]);
    // @ts-expect-error only histograms have buckets
    summary('d', 'D.', [], { buckets: [1, 2] });
    // @ts-expect-error the name stands first
    summary('d', 'D.', [], { name: 'e' });
    // @ts-expect-error there is no such built-in collector
    disableCollectors('gc');
  });
});

describe('the contracts', () => {
  it('let a collector be written without another package', () => {
    const collector: Collector = {
      name: 'tasks',
      collect(buf, context) {
        expectTypeOf(buf).toEqualTypeOf<Metric[]>();
        expectTypeOf(context).toEqualTypeOf<CollectContext>();
        expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
        buf.push(new Gauge({ name: 'active_tasks', help: 'Active tasks.' }));
      },
    };
    registry().register(collector, counter('a_total', 'A.', ['method']));
    // @ts-expect-error a collector has a name
    registry().register({ collect: () => {} });
  });

  it('are those of the registry and the handlers', () => {
    expectTypeOf(registry).toEqualTypeOf<() => Registry>();
    expectTypeOf(registry().gather()).resolves.toEqualTypeOf<readonly MetricFamily[]>();
    expectTypeOf(registry().collect()).resolves.toEqualTypeOf<Metric[]>();
    expectTypeOf(gather).toEqualTypeOf<() => Promise<string>>();
    expectTypeOf(startServer).returns.resolves.toEqualTypeOf<MetricsServer>();
    expectTypeOf(metricsHandler).toBeCallableWith(registry());
    expectTypeOf(fetchHandler(registry())).toEqualTypeOf<(request: Request) => Promise<Response>>();
  });
});
