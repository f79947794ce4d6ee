import type { Collector, Metric } from '@telltale/model';
import { describe, expectTypeOf, it } from 'vitest';
import { StateSet, type Instrument, type StateSetHandle, type StateSetOptions } from './index.ts';

const plain = new StateSet({ name: 'phase', help: 'Phase.', states: ['starting', 'running'] });
const labelled = new StateSet({
  name: 'phase',
  help: 'Phase.',
  states: ['starting', 'running'],
  labelNames: ['worker'],
});
const handle = labelled.labels('a');
const fits = { worker: 'a' };

describe('StateSet', () => {
  it('infers its states and label names as tuples of literals', () => {
    expectTypeOf(plain).toEqualTypeOf<StateSet<readonly ['starting', 'running']>>();
    expectTypeOf(labelled).toEqualTypeOf<
      StateSet<readonly ['starting', 'running'], readonly ['worker']>
    >();
    expectTypeOf(plain.states).toEqualTypeOf<readonly ['starting', 'running']>();
    expectTypeOf(plain.type).toEqualTypeOf<'stateset'>();
    expectTypeOf(handle).toEqualTypeOf<StateSetHandle<'starting' | 'running'>>();
  });

  it('is a Metric and a Collector', () => {
    expectTypeOf(plain).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<Metric & Collector>();
    expectTypeOf(labelled).toExtend<
      Instrument<readonly string[], StateSetHandle<'starting' | 'running'>>
    >();
  });

  it('takes its states', () => {
    plain.setTrue('starting');
    plain.setFalse('starting');
    plain.setOnly('running');
    labelled.setTrue(fits, 'starting');
    labelled.setFalse(fits, 'starting');
    labelled.setOnly(fits, 'running');
    handle.setTrue('starting');
    handle.setFalse('starting');
    handle.setOnly('running');
  });

  it('refuses a misspelt state in each method', () => {
    // @ts-expect-error a state is misspelt
    plain.setTrue('runing');
    // @ts-expect-error a state is misspelt
    plain.setFalse('runing');
    // @ts-expect-error a state is misspelt
    plain.setOnly('runing');
    // @ts-expect-error a state is misspelt
    labelled.setTrue(fits, 'runing');
    // @ts-expect-error a state is misspelt
    labelled.setFalse(fits, 'runing');
    // @ts-expect-error a state is misspelt
    labelled.setOnly(fits, 'runing');
    // @ts-expect-error a state is misspelt
    handle.setTrue('runing');
    // @ts-expect-error a state is misspelt
    handle.setFalse('runing');
    // @ts-expect-error a state is misspelt
    handle.setOnly('runing');
  });

  it('refuses labels that do not fit', () => {
    // @ts-expect-error a label is misspelt
    labelled.setTrue({ wroker: 'a' }, 'running');
    // @ts-expect-error a label too many
    labelled.setOnly({ worker: 'a', host: 'b' }, 'running');
    // @ts-expect-error the labels are left out
    labelled.setTrue('running');
    // @ts-expect-error the labels are left out
    labelled.setFalse('running');
    // @ts-expect-error the labels are left out
    labelled.setOnly('running');
    // @ts-expect-error the state is left out
    labelled.setOnly(fits);
    // @ts-expect-error has no labels
    plain.setTrue(fits, 'running');
    // @ts-expect-error a label is missing
    labelled.labels();
  });

  it('takes states that are known only when it runs, as strings', () => {
    const states: readonly string[] = ['on', 'off'];
    const dynamic = new StateSet({ name: 'lamp', help: 'Lamp.', states });
    expectTypeOf(dynamic).toEqualTypeOf<StateSet<readonly string[]>>();
    dynamic.setOnly('anything');
  });

  it('wants states, and has no unit', () => {
    // @ts-expect-error states are required
    new StateSet({ name: 'a', help: 'A.' });
    // @ts-expect-error a state set has no unit
    new StateSet({ name: 'a_bytes', help: 'A.', states: ['on'], unit: 'bytes' });
    expectTypeOf<StateSetOptions<readonly ['on']>>().not.toHaveProperty('unit');
    expectTypeOf<typeof labelled.setTrue>().parameter(0).not.toBeAny();
    expectTypeOf<typeof labelled.setTrue>().parameter(1).not.toBeAny();
  });
});
