import { describe, expectTypeOf, it } from 'vitest';
import type { Labels, LabelsOf, LabelTuple, LabelValue } from './labels.ts';

type Route = readonly ['method', 'status'];

describe('LabelsOf', () => {
  it('wants each label name and takes strings, numbers and booleans', () => {
    expectTypeOf<LabelsOf<Route>>().toEqualTypeOf<
      Readonly<Record<'method' | 'status', LabelValue>>
    >();
    expectTypeOf<LabelValue>().toEqualTypeOf<string | number | boolean>();
    expectTypeOf<{ method: 'GET'; status: 200 }>().toExtend<LabelsOf<Route>>();
  });

  it('refuses a missing label', () => {
    expectTypeOf<{ method: string }>().not.toExtend<LabelsOf<Route>>();
  });

  it('refuses a misspelt and an extra label', () => {
    // @ts-expect-error a label is misspelt
    const misspelt: LabelsOf<Route> = { method: 'GET', stauts: '200' };
    // @ts-expect-error a label too many
    const extra: LabelsOf<Route> = { method: 'GET', status: '200', host: 'a' };
    expectTypeOf(misspelt).toEqualTypeOf(extra);
  });

  it('refuses undefined, null and objects as values', () => {
    expectTypeOf<{ method: undefined; status: '1' }>().not.toExtend<LabelsOf<Route>>();
    expectTypeOf<{ method: null; status: '1' }>().not.toExtend<LabelsOf<Route>>();
    expectTypeOf<{ method: object; status: '1' }>().not.toExtend<LabelsOf<Route>>();
  });

  it('is nothing at all where there are no label names', () => {
    expectTypeOf<LabelsOf<readonly []>>().toBeNever();
  });

  it('takes any keys where the label names are not known before run time', () => {
    expectTypeOf<LabelsOf<string[]>>().toEqualTypeOf<Readonly<Record<string, LabelValue>>>();
  });
});

describe('LabelTuple', () => {
  it('has one value for each name, in their order', () => {
    expectTypeOf<LabelTuple<Route>>().toEqualTypeOf<readonly [LabelValue, LabelValue]>();
    expectTypeOf<LabelTuple<readonly []>>().toEqualTypeOf<readonly []>();
  });

  it('is as long as it likes where the label names are not known before run time', () => {
    expectTypeOf<LabelTuple<readonly string[]>>().toEqualTypeOf<readonly LabelValue[]>();
  });
});

describe('Labels', () => {
  it('reads as strings', () => {
    expectTypeOf<Labels>().toEqualTypeOf<Readonly<Record<string, string>>>();
  });
});
