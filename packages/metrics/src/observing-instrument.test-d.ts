import { describe, expectTypeOf, it } from 'vitest';
import {
  Gauge,
  Histogram,
  Summary,
  type HistogramHandle,
  type HistogramObserveOptions,
  type ObserveOptions,
  type ObservingHandle,
  type ObservingInstrument,
  type SummaryHandle,
  type TimedHandle,
} from './index.ts';

type Job = readonly ['job'];
declare const labelled: ObservingInstrument<Job, ObservingHandle>;
declare const plain: ObservingInstrument<readonly [], HistogramHandle, HistogramObserveOptions>;

describe('ObservingInstrument', () => {
  it('is a histogram or a summary, whichever it is', () => {
    expectTypeOf<Summary<Job>>().toExtend<ObservingInstrument<Job, SummaryHandle>>();
    expectTypeOf<Histogram<Job>>().toExtend<
      ObservingInstrument<Job, HistogramHandle, HistogramObserveOptions>
    >();
    expectTypeOf<Histogram<Job>>().not.toExtend<
      ObservingInstrument<readonly [], HistogramHandle, HistogramObserveOptions>
    >();
    expectTypeOf<Gauge<Job>>().not.toExtend<ObservingInstrument<Job, ObservingHandle>>();
  });

  it('wants its labels first, and none where there are none', () => {
    labelled.observe({ job: 'a' }, 1, { count: 2 });
    plain.observe(1);
    // @ts-expect-error the labels are left out
    labelled.observe(1);
    // @ts-expect-error a label too many
    labelled.observe({ job: 'a', host: 'b' }, 1);
    // @ts-expect-error the value is left out
    labelled.observe({ job: 'a' });
    // @ts-expect-error has no labels
    plain.observe({ job: 'a' }, 1);
  });

  it('takes the options of its kind', () => {
    plain.observe(1, { count: 2, exemplar: { trace_id: 'a' } });
    // @ts-expect-error only histograms take exemplars
    labelled.observe({ job: 'a' }, 1, { exemplar: { trace_id: 'a' } });
    // @ts-expect-error the values of an exemplar's labels are those of labels
    plain.observe(1, { exemplar: { trace_id: undefined } });
  });

  it('wants a handle that takes the same options', () => {
    // @ts-expect-error a handle of durations takes no observations
    expectTypeOf<ObservingInstrument<Job, TimedHandle>>().toBeObject();
    // @ts-expect-error the options are those of observing
    expectTypeOf<ObservingInstrument<Job, ObservingHandle, { count: string }>>().toBeObject();
  });
});

describe('ObservingHandle', () => {
  it('takes a value and the options of its kind', () => {
    expectTypeOf<ObservingHandle['observe']>().parameters.toEqualTypeOf<
      [value: number, options?: ObserveOptions | undefined]
    >();
    expectTypeOf<ObservingHandle<HistogramObserveOptions>>().toEqualTypeOf<HistogramHandle>();
    expectTypeOf<ObservingHandle>().toExtend<TimedHandle>();
    // @ts-expect-error the options are those of observing
    expectTypeOf<ObservingHandle<{ count: string }>>().toBeObject();
  });
});
