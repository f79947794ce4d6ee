import { describe, expectTypeOf, it } from 'vitest';
import { constantFamily, type ConstantFamilyOptions, type ConstantSeries } from './index.ts';

type Disk = readonly ['device', 'state'];

describe('ConstantSeries', () => {
  it('has the labels of its family and no other', () => {
    const series: ConstantSeries<Disk> = { labels: { device: 'sda', state: 1 }, value: 2 };
    expectTypeOf(series.labels).toEqualTypeOf<
      Readonly<Record<'device' | 'state', string | number | boolean>> | undefined
    >();
    // @ts-expect-error a label is missing
    series satisfies ConstantSeries<readonly ['device', 'state', 'host']>;
    // @ts-expect-error a label is misspelt
    const misspelt: ConstantSeries<Disk> = { labels: { device: 'sda', stat: 1 }, value: 2 };
    // @ts-expect-error the value is left out
    const empty: ConstantSeries<Disk> = { labels: { device: 'sda', state: 1 } };
    expectTypeOf(misspelt).toEqualTypeOf(empty);
  });

  it('takes no labels where there are no label names', () => {
    expectTypeOf<ConstantSeries<readonly []>['labels']>().toEqualTypeOf<undefined>();
    expectTypeOf<{ value: 1 }>().toExtend<ConstantSeries<readonly []>>();
    expectTypeOf<{ labels: { a: 'b' }; value: 1 }>().not.toExtend<ConstantSeries<readonly []>>();
  });

  it('takes any labels where the label names are known only at run time', () => {
    expectTypeOf<{ labels: { any: 'b' }; value: 1 }>().toExtend<ConstantSeries>();
    expectTypeOf<{ labels: { any: undefined }; value: 1 }>().not.toExtend<ConstantSeries>();
  });
});

describe('ConstantFamilyOptions', () => {
  it('ties the series to the label names', () => {
    expectTypeOf<ConstantFamilyOptions<Disk>['labelNames']>().toEqualTypeOf<Disk | undefined>();
    expectTypeOf<ConstantFamilyOptions<Disk>['series']>().toEqualTypeOf<
      Iterable<ConstantSeries<Disk>>
    >();
  });

  it('can be built apart from the call', () => {
    const options: ConstantFamilyOptions<Disk> = {
      name: 'disk_free_bytes',
      help: 'Free.',
      type: 'gauge',
      labelNames: ['device', 'state'],
      series: new Set([{ labels: { device: 'sda', state: 'rw' }, value: 1 }]),
    };
    constantFamily(options);
    // @ts-expect-error the options are for other label names
    constantFamily<readonly ['device']>(options);
    // @ts-expect-error the type is left out
    constantFamily({ name: 'a', help: 'A.', series: [] });
    // @ts-expect-error the series are values, not a promise of them
    constantFamily({ ...options, series: Promise.resolve([]) });
  });
});
