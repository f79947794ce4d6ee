import type { Collector, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import {
  Summary,
  type Instrument,
  type ObserveOptions,
  type ObservingHandle,
  type ObservingInstrument,
  type SummaryHandle,
  type SummaryOptions,
} from './index.ts';

const plain = new Summary({ name: 'plain_seconds', help: 'Plain.' });
const labelled = new Summary({
  name: 'request_duration_seconds',
  help: 'Duration.',
  labelNames: ['method', 'route'],
  quantiles: [0.5, 0.99],
  maxAge: 60_000,
  ageBuckets: 3,
  relativeError: 0.02,
});
const handle = labelled.labels('GET', '/');
const fits = { method: 'GET', route: '/' };

describe('Summary', () => {
  it('infers its label names as a tuple of literals', () => {
    expectTypeOf(labelled).toEqualTypeOf<Summary<readonly ['method', 'route']>>();
    expectTypeOf(labelled.labelNames).toEqualTypeOf<readonly ['method', 'route']>();
    expectTypeOf(plain).toEqualTypeOf<Summary>();
    expectTypeOf(labelled.type).toEqualTypeOf<'summary'>();
  });

  it('is a Metric and a Collector', () => {
    expectTypeOf(plain).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Instrument<readonly string[], SummaryHandle>>();
    expectTypeOf(labelled).toExtend<
      ObservingInstrument<readonly ['method', 'route'], ObservingHandle>
    >();
  });

  it('observes with labels first', () => {
    labelled.observe(fits, 0.2);
    labelled.observe(fits, 0.2, { count: 3 });
    // @ts-expect-error a label is missing
    labelled.observe({ method: 'GET' }, 0.2);
    // @ts-expect-error a label is misspelt
    labelled.observe({ method: 'GET', rout: '/' }, 0.2);
    // @ts-expect-error a label too many
    labelled.observe({ method: 'GET', route: '/', host: 'a' }, 0.2);
    // @ts-expect-error the labels are left out
    labelled.observe(0.2);
    // @ts-expect-error the value is left out
    labelled.observe(fits);
  });

  it('looks up handles, removes series and times with labels first', () => {
    expectTypeOf(labelled.labels(fits)).toEqualTypeOf<SummaryHandle>();
    labelled.remove('GET', '/');
    expectTypeOf(labelled.startTimer(fits)).toEqualTypeOf<() => number>();
    expectTypeOf(labelled.time(fits, async () => 'done')).toEqualTypeOf<Promise<string>>();
    // @ts-expect-error a label is missing
    labelled.labels('GET');
    // @ts-expect-error a label is missing
    labelled.remove('GET');
    // @ts-expect-error a label is missing
    labelled.startTimer({ method: 'GET' });
    // @ts-expect-error the labels are left out
    labelled.time(() => 1);
  });

  it('takes no labels where it has no label names', () => {
    plain.observe(1);
    plain.observe(1, { count: 2 });
    // @ts-expect-error has no labels
    plain.observe(fits, 1);
    // @ts-expect-error has no labels
    plain.startTimer(fits);
  });

  it('takes only numbers as values, and only options that it knows', () => {
    // @ts-expect-error not a number
    plain.observe('1');
    // @ts-expect-error unknown option
    handle.observe(1, { cuont: 2 });
    // @ts-expect-error only histograms have buckets
    new Summary({ name: 'a', help: 'A.', buckets: [1] });
    // @ts-expect-error quantiles are numbers
    new Summary({ name: 'a', help: 'A.', quantiles: ['0.5'] });
    expectTypeOf<SummaryOptions['quantiles']>().toEqualTypeOf<readonly number[] | undefined>();
  });

  it('has no any in what its methods take and give', () => {
    expectTypeOf<typeof labelled.observe>().parameter(0).not.toBeAny();
    expectTypeOf<typeof labelled.observe>().parameter(1).not.toBeAny();
    expectTypeOf<SummaryHandle['observe']>().parameters.toEqualTypeOf<
      [value: number, options?: ObserveOptions | undefined]
    >();
  });
});
