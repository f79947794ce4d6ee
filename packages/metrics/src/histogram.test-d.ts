import type { Collector, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import {
  defaultBuckets,
  Histogram,
  type HistogramHandle,
  type HistogramObserveOptions,
  type HistogramOptions,
  type Instrument,
  type NativeOptions,
  type ObserveOptions,
} from './index.ts';

const plain = new Histogram({ name: 'plain_seconds', help: 'Plain.' });
const labelled = new Histogram({
  name: 'request_duration_seconds',
  help: 'Duration.',
  labelNames: ['method', 'route'],
  buckets: [0.1, 1],
});
const handle = labelled.labels('GET', '/');
const fits = { method: 'GET', route: '/' };

describe('Histogram', () => {
  it('infers its label names as a tuple of literals', () => {
    expectTypeOf(labelled).toEqualTypeOf<Histogram<readonly ['method', 'route']>>();
    expectTypeOf(labelled.labelNames).toEqualTypeOf<readonly ['method', 'route']>();
    expectTypeOf(plain).toEqualTypeOf<Histogram>();
    expectTypeOf(labelled.type).toEqualTypeOf<'histogram'>();
  });

  it('is a Metric and a Collector', () => {
    expectTypeOf(plain).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Instrument<readonly string[], HistogramHandle>>();
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

  it('looks up handles and removes series in both forms', () => {
    expectTypeOf(labelled.labels(fits)).toEqualTypeOf<HistogramHandle>();
    expectTypeOf(labelled.labels('GET', '/')).toEqualTypeOf<HistogramHandle>();
    labelled.remove(fits);
    labelled.remove('GET', '/');
    // @ts-expect-error a label is missing
    labelled.labels('GET');
    // @ts-expect-error a label is missing
    labelled.remove('GET');
  });

  it('times with labels first', () => {
    expectTypeOf(labelled.startTimer(fits)).toEqualTypeOf<() => number>();
    expectTypeOf(labelled.time(fits, async () => 'done')).toEqualTypeOf<Promise<string>>();
    // @ts-expect-error a label is missing
    labelled.startTimer({ method: 'GET' });
    // @ts-expect-error the labels are left out
    labelled.startTimer();
    // @ts-expect-error a label is missing
    labelled.time({ method: 'GET' }, () => 1);
    // @ts-expect-error the labels are left out
    labelled.time(() => 1);
    // @ts-expect-error not a function
    labelled.time(fits, 1);
  });

  it('takes no labels where it has no label names', () => {
    plain.observe(1);
    plain.observe(1, { count: 2 });
    // @ts-expect-error has no labels
    plain.observe(fits, 1);
    // @ts-expect-error has no labels
    plain.startTimer(fits);
    // @ts-expect-error has no labels
    plain.time(fits, () => 1);
  });

  it('takes only numbers as values, and only options that it knows', () => {
    // @ts-expect-error not a number
    plain.observe('1');
    // @ts-expect-error not a number
    handle.observe(null);
    // @ts-expect-error unknown option
    handle.observe(1, { cuont: 2 });
    // @ts-expect-error not a number
    handle.observe(1, { count: '2' });
    expectTypeOf<ObserveOptions['count']>().toEqualTypeOf<number | undefined>();
  });

  it('takes any readonly array of numbers as buckets', () => {
    expectTypeOf<HistogramOptions['buckets']>().toEqualTypeOf<readonly number[] | undefined>();
    expectTypeOf(defaultBuckets).toEqualTypeOf<readonly number[]>();
  });

  it('takes native options that it knows', () => {
    const native = new Histogram({ name: 'a', help: 'A.', native: { factor: 1.1, maxBuckets: 9 } });
    expectTypeOf(native).toEqualTypeOf<Histogram>();
    expectTypeOf<HistogramOptions['native']>().toEqualTypeOf<NativeOptions | undefined>();
    // @ts-expect-error unknown option
    new Histogram({ name: 'a', help: 'A.', native: { factr: 1.1 } });
    // @ts-expect-error not options
    new Histogram({ name: 'a', help: 'A.', native: true });
  });

  it('has no any in what its methods take and give', () => {
    expectTypeOf<typeof labelled.observe>().parameter(0).not.toBeAny();
    expectTypeOf<typeof labelled.observe>().parameter(1).not.toBeAny();
    expectTypeOf<HistogramHandle['observe']>().parameters.toEqualTypeOf<
      [value: number, options?: HistogramObserveOptions | undefined]
    >();
  });
});
