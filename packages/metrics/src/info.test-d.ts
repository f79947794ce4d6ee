import type { Collector, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import { Info, type InfoHandle, type InfoOptions, type Instrument } from './index.ts';

const plain = new Info({ name: 'up', help: 'Up.' });
const labelled = new Info({ name: 'build', help: 'Build.', labelNames: ['version', 'commit'] });
const fits = { version: '1.0', commit: 'a' };

describe('Info', () => {
  it('infers its label names as a tuple of literals', () => {
    expectTypeOf(labelled).toEqualTypeOf<Info<readonly ['version', 'commit']>>();
    expectTypeOf(plain).toEqualTypeOf<Info>();
    expectTypeOf(labelled.type).toEqualTypeOf<'info'>();
  });

  it('is a Metric and a Collector', () => {
    expectTypeOf(plain).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Instrument<readonly string[], InfoHandle>>();
  });

  it('takes exactly its labels', () => {
    labelled.set(fits);
    expectTypeOf(labelled.labels(fits)).toEqualTypeOf<InfoHandle>();
    expectTypeOf(labelled.labels('1.0', 'a').labelValues).toEqualTypeOf<readonly string[]>();
    // @ts-expect-error a label is missing
    labelled.set({ version: '1.0' });
    // @ts-expect-error a label is misspelt
    labelled.set({ version: '1.0', comit: 'a' });
    // @ts-expect-error a label too many
    labelled.set({ version: '1.0', commit: 'a', branch: 'b' });
    // @ts-expect-error the labels are left out
    labelled.set();
    // @ts-expect-error a label is missing
    labelled.labels('1.0');
  });

  it('has nothing to set where it has no label names', () => {
    // @ts-expect-error has no labels
    plain.set({});
    // @ts-expect-error has no labels
    plain.set(fits);
  });

  it('has no unit and no value', () => {
    // @ts-expect-error an info has no unit
    new Info({ name: 'a_bytes', help: 'A.', unit: 'bytes' });
    expectTypeOf<keyof InfoHandle>().toEqualTypeOf<'labelValues'>();
    expectTypeOf<InfoOptions>().not.toHaveProperty('unit');
    expectTypeOf<typeof labelled.set>().parameter(0).not.toBeAny();
  });
});
