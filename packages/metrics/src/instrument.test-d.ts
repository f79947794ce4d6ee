import type { Collector, LabelsOf, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import {
  Counter,
  Gauge,
  Info,
  type CounterHandle,
  type GaugeHandle,
  type Instrument,
} from './index.ts';

type Route = readonly ['method', 'status'];
declare const instrument: Instrument<Route, CounterHandle>;
declare const plain: Instrument<readonly [], GaugeHandle>;

describe('Instrument', () => {
  it('gives handles of its kind for its labels, in both forms', () => {
    expectTypeOf(instrument.labels('GET', 200)).toEqualTypeOf<CounterHandle>();
    expectTypeOf(instrument.labels({ method: 'GET', status: 200 })).toEqualTypeOf<CounterHandle>();
    expectTypeOf(plain.labels()).toEqualTypeOf<GaugeHandle>();
    expectTypeOf(instrument.labelNames).toEqualTypeOf<Route>();
    // @ts-expect-error a label is missing
    instrument.labels('GET');
    // @ts-expect-error a label is misspelt
    instrument.labels({ method: 'GET', statsu: 200 });
    // @ts-expect-error has no labels
    plain.labels('GET');
    // @ts-expect-error a label too many
    instrument.remove('GET', 200, 'a');
  });

  it('is a metric and a collector', () => {
    expectTypeOf<Instrument<Route, CounterHandle>>().toExtend<Metric & Collector>();
  });

  it('is what the instruments with these label names and handles are', () => {
    const counter = new Counter({ name: 'a', help: 'A.', labelNames: ['method', 'status'] });
    const take = (one: Instrument<Route, CounterHandle>): string => one.name;
    take(counter);
    // @ts-expect-error other label names
    take(new Counter({ name: 'a', help: 'A.', labelNames: ['method'] }));
    // Apart from the call: inside it, the label names would be inferred from what is expected.
    const unlabelled = new Counter({ name: 'a', help: 'A.' });
    // @ts-expect-error no label names
    take(unlabelled);
    // @ts-expect-error the handles of a gauge
    take(new Gauge({ name: 'a', help: 'A.', labelNames: ['method', 'status'] }));
    expectTypeOf<Info<Route>>().not.toExtend<Instrument<Route, CounterHandle>>();
  });

  it('can be written about whatever its label names are', () => {
    const clearAll = <Names extends readonly string[], Handle>(
      one: Instrument<Names, Handle>,
      labels: LabelsOf<Names>,
    ): Handle => {
      one.remove(labels);
      return one.labels(labels);
    };
    expectTypeOf(clearAll(instrument, { method: 'GET', status: 1 })).toEqualTypeOf<CounterHandle>();
    // @ts-expect-error a label is missing
    clearAll(instrument, { method: 'GET' });
  });
});
