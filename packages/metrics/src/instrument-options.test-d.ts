import { describe, expectTypeOf, it } from 'vitest';
import {
  Counter,
  Gauge,
  Histogram,
  Info,
  StateSet,
  Summary,
  type CounterOptions,
  type ExemplarProvider,
  type GaugeOptions,
  type HistogramOptions,
  type InfoOptions,
  type InstrumentOptions,
  type NativeOptions,
  type StateSetHandle,
  type StateSetOptions,
  type SummaryOptions,
} from './index.ts';

type Job = readonly ['job'];
type States = readonly ['on', 'off'];

describe('InstrumentOptions', () => {
  it('holds the label names as a tuple', () => {
    expectTypeOf<InstrumentOptions<Job>['labelNames']>().toEqualTypeOf<Job | undefined>();
    expectTypeOf<InstrumentOptions<string[]>['labelNames']>().toEqualTypeOf<string[] | undefined>();
    // @ts-expect-error label names are strings
    expectTypeOf<InstrumentOptions<readonly [1]>>().toBeObject();
  });

  it('wants a name and a help text', () => {
    expectTypeOf<{ name: string; help: string }>().toExtend<InstrumentOptions<readonly []>>();
    expectTypeOf<{ name: string }>().not.toExtend<InstrumentOptions<readonly []>>();
    expectTypeOf<{ name: string; help: string; maxSeries: '1' }>().not.toExtend<
      InstrumentOptions<readonly []>
    >();
  });
});

describe('the options of each instrument', () => {
  const options = { name: 'a', help: 'A.', labelNames: ['job'] } as const;

  it('can be built apart from the constructor, which has the label names from them', () => {
    const counter: CounterOptions<Job> = options;
    const gauge: GaugeOptions<Job> = options;
    const histogram: HistogramOptions<Job> = options;
    const summary: SummaryOptions<Job> = options;
    const info: InfoOptions<Job> = options;
    const stateSet: StateSetOptions<States, Job> = { ...options, states: ['on', 'off'] };
    expectTypeOf(new Counter(counter)).toEqualTypeOf<Counter<Job>>();
    expectTypeOf(new Gauge(gauge)).toEqualTypeOf<Gauge<Job>>();
    expectTypeOf(new Histogram(histogram)).toEqualTypeOf<Histogram<Job>>();
    expectTypeOf(new Summary(summary)).toEqualTypeOf<Summary<Job>>();
    expectTypeOf(new Info(info)).toEqualTypeOf<Info<Job>>();
    expectTypeOf(new StateSet(stateSet)).toEqualTypeOf<StateSet<States, Job>>();
  });

  it('are for a metric without labels where no label names are given', () => {
    expectTypeOf<CounterOptions['labelNames']>().toEqualTypeOf<readonly [] | undefined>();
    expectTypeOf<GaugeOptions['labelNames']>().toEqualTypeOf<readonly [] | undefined>();
    expectTypeOf<HistogramOptions['labelNames']>().toEqualTypeOf<readonly [] | undefined>();
    expectTypeOf<SummaryOptions['labelNames']>().toEqualTypeOf<readonly [] | undefined>();
    expectTypeOf<InfoOptions['labelNames']>().toEqualTypeOf<readonly [] | undefined>();
    expectTypeOf<StateSetOptions<States>['labelNames']>().toEqualTypeOf<readonly [] | undefined>();
    // @ts-expect-error label names that the type does not have
    options satisfies CounterOptions;
  });

  it('have what is for their kind alone', () => {
    expectTypeOf<CounterOptions<Job>['exemplarProvider']>().toEqualTypeOf<
      ExemplarProvider | undefined
    >();
    expectTypeOf<HistogramOptions<Job>['native']>().toEqualTypeOf<NativeOptions | undefined>();
    expectTypeOf<SummaryOptions<Job>['maxAge']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<GaugeOptions<Job>>().not.toHaveProperty('exemplarProvider');
    expectTypeOf<SummaryOptions<Job>>().not.toHaveProperty('buckets');
    expectTypeOf<InfoOptions<Job>>().not.toHaveProperty('idleTimeout');
    expectTypeOf<InfoOptions<Job>>().not.toHaveProperty('unit');
    expectTypeOf<StateSetOptions<States, Job>>().not.toHaveProperty('unit');
  });
});

describe('StateSetHandle', () => {
  it('takes its states and no other', () => {
    expectTypeOf<StateSetHandle<'on' | 'off'>['setOnly']>().parameters.toEqualTypeOf<
      [state: 'on' | 'off']
    >();
    // @ts-expect-error states are strings
    expectTypeOf<StateSetHandle<1>>().toBeObject();
  });
});
