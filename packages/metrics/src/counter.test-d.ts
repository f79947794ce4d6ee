import type { Collector, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import { Counter, type CounterHandle, type IncOptions, type Instrument } from './index.ts';

const plain = new Counter({ name: 'plain_total', help: 'Plain.' });
const labelled = new Counter({
  name: 'requests_total',
  help: 'Requests.',
  labelNames: ['method', 'status'],
});
const handle = labelled.labels('GET', '200');

describe('Counter', () => {
  it('infers its label names as a tuple of literals', () => {
    expectTypeOf(labelled).toEqualTypeOf<Counter<readonly ['method', 'status']>>();
    expectTypeOf(labelled.labelNames).toEqualTypeOf<readonly ['method', 'status']>();
    expectTypeOf(plain).toEqualTypeOf<Counter>();
    expectTypeOf(plain.labelNames).toEqualTypeOf<readonly []>();
    expectTypeOf(labelled.type).toEqualTypeOf<'counter'>();
  });

  it('is a Metric and a Collector', () => {
    expectTypeOf(plain).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Instrument<readonly string[], CounterHandle>>();
  });

  it('wants all its labels in the object form', () => {
    labelled.inc({ method: 'GET', status: 200 });
    labelled.inc({ method: 'GET', status: true }, 2);
    labelled.add({ method: 'GET', status: '200' }, 2);
    labelled.advanceTo({ method: 'GET', status: '200' }, 2);
    // @ts-expect-error a label is missing
    labelled.inc({ method: 'GET' });
    // @ts-expect-error a label is misspelt
    labelled.inc({ method: 'GET', stauts: '200' });
    // @ts-expect-error a label too many
    labelled.inc({ method: 'GET', status: '200', host: 'a' });
    // @ts-expect-error undefined is no label value
    labelled.inc({ method: 'GET', status: undefined });
    // @ts-expect-error a label is missing
    labelled.add({ method: 'GET' });
    // @ts-expect-error a label is missing
    labelled.advanceTo({ method: 'GET' }, 1);
    // @ts-expect-error the total is left out
    labelled.advanceTo({ method: 'GET', status: '200' });
  });

  it('wants all its labels of a handle, in both forms', () => {
    expectTypeOf(labelled.labels({ method: 'GET', status: '200' })).toEqualTypeOf<CounterHandle>();
    expectTypeOf(labelled.labels('GET', 200)).toEqualTypeOf<CounterHandle>();
    // @ts-expect-error a label is missing
    labelled.labels({ method: 'GET' });
    // @ts-expect-error a label is misspelt
    labelled.labels({ method: 'GET', stauts: '200' });
    // @ts-expect-error a label too many
    labelled.labels({ method: 'GET', status: '200', host: 'a' });
    // @ts-expect-error a label is missing
    labelled.labels('GET');
    // @ts-expect-error a label too many
    labelled.labels('GET', '200', 'a');
    // @ts-expect-error not a label value
    labelled.labels('GET', undefined);
    // @ts-expect-error a label is missing
    labelled.labels();
  });

  it('wants all its labels of remove, in both forms', () => {
    expectTypeOf(labelled.remove({ method: 'GET', status: '200' })).toEqualTypeOf<boolean>();
    expectTypeOf(labelled.remove('GET', '200')).toEqualTypeOf<boolean>();
    // @ts-expect-error a label is missing
    labelled.remove({ method: 'GET' });
    // @ts-expect-error a label is misspelt
    labelled.remove({ method: 'GET', stauts: '200' });
    // @ts-expect-error a label too many
    labelled.remove({ method: 'GET', status: '200', host: 'a' });
    // @ts-expect-error a label is missing
    labelled.remove('GET');
    // @ts-expect-error a label too many
    labelled.remove('GET', '200', 'a');
  });

  it('counts without labels only where it has no label names', () => {
    plain.inc();
    plain.inc(2);
    plain.add(2);
    plain.advanceTo(2);
    // @ts-expect-error the labels are left out
    labelled.inc();
    // @ts-expect-error the labels are left out
    labelled.inc(1);
    // @ts-expect-error the labels are left out
    labelled.add(1);
    // @ts-expect-error the labels are left out
    labelled.advanceTo(1);
  });

  it('takes labels only where it has label names', () => {
    // @ts-expect-error has no labels
    plain.inc({ method: 'GET' });
    // @ts-expect-error has no labels
    plain.inc({});
    // @ts-expect-error has no labels
    plain.add({ method: 'GET' }, 1);
    // @ts-expect-error has no labels
    plain.advanceTo({ method: 'GET' }, 1);
    // @ts-expect-error has no labels
    plain.labels({ method: 'GET' });
    // @ts-expect-error has no labels
    plain.labels('GET');
    expectTypeOf(plain.labels()).toEqualTypeOf<CounterHandle>();
  });

  it('takes only numbers as values', () => {
    // @ts-expect-error not a number
    plain.inc('');
    // @ts-expect-error not a number
    plain.inc(null);
    // @ts-expect-error not a number
    plain.inc(1n);
    // @ts-expect-error not a number
    labelled.inc({ method: 'GET', status: '200' }, '1');
    // @ts-expect-error not a number
    handle.inc('1');
    // @ts-expect-error the total is left out
    plain.advanceTo();
    // @ts-expect-error the total is left out
    handle.advanceTo();
    // @ts-expect-error a handle has its labels already
    handle.inc({ method: 'GET', status: '200' });
  });

  it('takes label names that are known only at run time', () => {
    const labelNames: string[] = ['a', 'b'];
    const dynamic = new Counter({ name: 'dynamic_total', help: 'Dynamic.', labelNames });
    expectTypeOf(dynamic).toEqualTypeOf<Counter<string[]>>();
    dynamic.inc({ a: '1', b: '2' }, 2);
    dynamic.labels('1', '2').inc();
    dynamic.remove('1', '2');
    // @ts-expect-error has labels, as far as anyone knows
    dynamic.inc(1);
  });

  it('has no methods of a gauge', () => {
    expectTypeOf(plain).not.toHaveProperty('set');
    expectTypeOf(plain).not.toHaveProperty('dec');
    expectTypeOf<CounterHandle>().not.toHaveProperty('dec');
  });

  it('has no any in what its methods take and give', () => {
    expectTypeOf<typeof labelled.inc>().parameter(0).not.toBeAny();
    expectTypeOf<typeof labelled.labels>().parameter(0).not.toBeAny();
    expectTypeOf<typeof labelled.labels>().returns.not.toBeAny();
    expectTypeOf<typeof labelled.remove>().returns.not.toBeAny();
    expectTypeOf<typeof labelled.snapshot>().returns.not.toBeAny();
    expectTypeOf<CounterHandle['inc']>().parameters.toEqualTypeOf<
      [by?: number | undefined, options?: IncOptions | undefined]
    >();
  });
});
