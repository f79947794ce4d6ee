import { describe, expectTypeOf, it } from 'vitest';
import {
  Counter,
  Gauge,
  Histogram,
  Summary,
  type GaugeHandle,
  type HistogramHandle,
  type SummaryHandle,
  type TimedHandle,
  type TimedInstrument,
} from './index.ts';

declare const labelled: TimedInstrument<readonly ['job'], TimedHandle>;
declare const plain: TimedInstrument<readonly [], TimedHandle>;
declare const handle: TimedHandle;

describe('TimedInstrument', () => {
  it('is what durations can be measured with: not a counter', () => {
    expectTypeOf<Gauge>().toExtend<TimedInstrument<readonly [], GaugeHandle>>();
    expectTypeOf<Histogram>().toExtend<TimedInstrument<readonly [], HistogramHandle>>();
    expectTypeOf<Summary<readonly ['job']>>().toExtend<
      TimedInstrument<readonly ['job'], SummaryHandle>
    >();
    expectTypeOf<Summary>().not.toExtend<TimedInstrument<readonly ['job'], SummaryHandle>>();
    expectTypeOf<Counter>().not.toExtend<TimedInstrument<readonly [], TimedHandle>>();
  });

  it('wants its labels first, and none where there are none', () => {
    expectTypeOf(labelled.startTimer({ job: 'a' })).toEqualTypeOf<() => number>();
    expectTypeOf(plain.startTimer()).toEqualTypeOf<() => number>();
    // @ts-expect-error the labels are left out
    labelled.startTimer();
    // @ts-expect-error a label is misspelt
    labelled.startTimer({ jbo: 'a' });
    // @ts-expect-error has no labels
    plain.startTimer({ job: 'a' });
  });

  it('passes on what the function gives', () => {
    expectTypeOf(labelled.time({ job: 'a' }, () => 'done' as const)).toEqualTypeOf<'done'>();
    expectTypeOf(plain.time(async () => 1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(plain.time(() => null)).toBeNull();
    // @ts-expect-error the labels are left out
    labelled.time(() => 1);
    // @ts-expect-error has no labels
    plain.time({ job: 'a' }, () => 1);
    // @ts-expect-error not a function
    plain.time(1);
    // @ts-expect-error the function takes nothing
    labelled.time({ job: 'a' }, (job: string) => job);
  });
});

describe('TimedHandle', () => {
  it('passes on what the function gives', () => {
    expectTypeOf(handle.time(() => 'done' as const)).toEqualTypeOf<'done'>();
    expectTypeOf(handle.time(async () => 1)).toEqualTypeOf<Promise<number>>();
    expectTypeOf(handle.startTimer()).toEqualTypeOf<() => number>();
    // @ts-expect-error a handle has its labels already
    handle.time({ job: 'a' }, () => 1);
    // @ts-expect-error the function is left out
    handle.time();
  });
});
