import type { Collector, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import { Gauge, type GaugeHandle, type Instrument } from './index.ts';

const plain = new Gauge({ name: 'plain', help: 'Plain.' });
const labelled = new Gauge({ name: 'queue_length', help: 'Length.', labelNames: ['queue'] });
const handle = labelled.labels('mail');
const fits = { queue: 'mail' };
const misspelt = { queu: 'mail' };

describe('Gauge', () => {
  it('infers its label names as a tuple of literals', () => {
    expectTypeOf(labelled).toEqualTypeOf<Gauge<readonly ['queue']>>();
    expectTypeOf(labelled.labelNames).toEqualTypeOf<readonly ['queue']>();
    expectTypeOf(plain).toEqualTypeOf<Gauge>();
    expectTypeOf(labelled.type).toEqualTypeOf<'gauge'>();
  });

  it('is a Metric and a Collector', () => {
    expectTypeOf(plain).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Instrument<readonly string[], GaugeHandle>>();
  });

  it('takes labels first in each method', () => {
    labelled.set(fits, 1);
    labelled.inc(fits);
    labelled.inc(fits, 2);
    labelled.dec(fits);
    labelled.dec(fits, 2);
    labelled.add(fits, 2);
    labelled.sub(fits, 2);
    labelled.setToCurrentTime(fits);
    expectTypeOf(labelled.startTimer(fits)).toEqualTypeOf<() => number>();
    expectTypeOf(labelled.time(fits, () => 'done')).toEqualTypeOf<string>();
  });

  it('refuses a misspelt label in each method', () => {
    // @ts-expect-error a label is misspelt
    labelled.set(misspelt, 1);
    // @ts-expect-error a label is misspelt
    labelled.inc(misspelt);
    // @ts-expect-error a label is misspelt
    labelled.dec(misspelt);
    // @ts-expect-error a label is misspelt
    labelled.add(misspelt, 1);
    // @ts-expect-error a label is misspelt
    labelled.sub(misspelt, 1);
    // @ts-expect-error a label is misspelt
    labelled.setToCurrentTime(misspelt);
    // @ts-expect-error a label is misspelt
    labelled.startTimer(misspelt);
    // @ts-expect-error a label is misspelt
    labelled.time(misspelt, () => 1);
    // @ts-expect-error a label is misspelt
    labelled.labels(misspelt);
    // @ts-expect-error a label is misspelt
    labelled.remove(misspelt);
  });

  it('refuses an extra label in each method', () => {
    // @ts-expect-error a label too many
    labelled.set({ queue: 'mail', host: 'a' }, 1);
    // @ts-expect-error a label too many
    labelled.inc({ queue: 'mail', host: 'a' });
    // @ts-expect-error a label too many
    labelled.dec({ queue: 'mail', host: 'a' });
    // @ts-expect-error a label too many
    labelled.add({ queue: 'mail', host: 'a' }, 1);
    // @ts-expect-error a label too many
    labelled.sub({ queue: 'mail', host: 'a' }, 1);
    // @ts-expect-error a label too many
    labelled.setToCurrentTime({ queue: 'mail', host: 'a' });
    // @ts-expect-error a label too many
    labelled.startTimer({ queue: 'mail', host: 'a' });
    // @ts-expect-error a label too many
    labelled.time({ queue: 'mail', host: 'a' }, () => 1);
  });

  it('refuses to leave the labels out in each method', () => {
    // @ts-expect-error the labels are left out
    labelled.set(1);
    // @ts-expect-error the labels are left out
    labelled.inc();
    // @ts-expect-error the labels are left out
    labelled.inc(1);
    // @ts-expect-error the labels are left out
    labelled.dec();
    // @ts-expect-error the labels are left out
    labelled.add(1);
    // @ts-expect-error the labels are left out
    labelled.sub(1);
    // @ts-expect-error the labels are left out
    labelled.setToCurrentTime();
    // @ts-expect-error the labels are left out
    labelled.startTimer();
    // @ts-expect-error the labels are left out
    labelled.time(() => 1);
  });

  it('takes no labels where it has no label names', () => {
    plain.set(1);
    plain.inc();
    plain.dec(2);
    plain.add(1);
    plain.sub(1);
    plain.setToCurrentTime();
    expectTypeOf(plain.startTimer()).toEqualTypeOf<() => number>();
    expectTypeOf(plain.time(() => 'done')).toEqualTypeOf<string>();
    // @ts-expect-error has no labels
    plain.set(fits, 1);
    // @ts-expect-error has no labels
    plain.inc(fits);
    // @ts-expect-error has no labels
    plain.dec(fits);
    // @ts-expect-error has no labels
    plain.add(fits, 1);
    // @ts-expect-error has no labels
    plain.sub(fits, 1);
    // @ts-expect-error has no labels
    plain.setToCurrentTime(fits);
    // @ts-expect-error has no labels
    plain.startTimer(fits);
    // @ts-expect-error has no labels
    plain.time(fits, () => 1);
  });

  it('takes only numbers as values, and wants one where there is no default', () => {
    // @ts-expect-error not a number
    plain.set('1');
    // @ts-expect-error not a number
    plain.set(null);
    // @ts-expect-error the value is left out
    plain.set();
    // @ts-expect-error the value is left out
    labelled.set(fits);
    // @ts-expect-error the value is left out
    labelled.add(fits);
    // @ts-expect-error the value is left out
    handle.sub();
    // @ts-expect-error not a number
    handle.set('1');
  });

  it('passes on what a timed function gives, a promise too', () => {
    expectTypeOf(plain.time(async () => 1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(handle.time(() => 'done')).toEqualTypeOf<string>();
    expectTypeOf(handle.startTimer()).toEqualTypeOf<() => number>();
  });

  it('has no any in what its methods take and give', () => {
    expectTypeOf<typeof labelled.set>().parameter(0).not.toBeAny();
    expectTypeOf<typeof labelled.set>().parameter(1).not.toBeAny();
    expectTypeOf<typeof labelled.labels>().returns.toEqualTypeOf<GaugeHandle>();
    expectTypeOf<GaugeHandle['set']>().parameters.toEqualTypeOf<[value: number]>();
  });
});
