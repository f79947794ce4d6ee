import { MetricError, type LabelsOf } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { Instrument } from './instrument.ts';
import { SeriesHandle } from './series-handle.ts';
import { startTiming, timeCall } from './timing.ts';

/** A series that durations can be measured with. */
export interface TimedHandle {
  /** Starts a clock; the function returned stops it, records the seconds and returns them. */
  startTimer(): () => number;
  /**
   * Runs `fn`, sync or async, records the seconds it took (also when it fails) and passes on its result or error.
   *
   * @throws INVALID_VALUE if `fn` is not a function
   */
  time<Result>(fn: () => Result): Result;
}

/** The timing methods of a series, whatever it does with the seconds. */
export abstract class TimedSeries extends SeriesHandle implements TimedHandle {
  protected abstract record(seconds: number): void;

  startTimer(): () => number {
    return startTiming((seconds) => {
      this.record(seconds);
    });
  }

  time<Result>(fn: () => Result): Result {
    checkFunction(this.metric, fn);
    return timeCall((seconds) => {
      this.record(seconds);
    }, fn);
  }
}

/** An instrument that durations can be measured with. */
export abstract class TimedInstrument<
  Names extends readonly string[],
  Handle extends TimedHandle,
> extends Instrument<Names, Handle> {
  /** Starts a clock; the function returned stops it, records the seconds and returns them. */
  startTimer(this: TimedInstrument<readonly [], Handle>): () => number;
  /**
   * The same for the series of these labels, which is made when the clock starts.
   *
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  startTimer(labels: LabelsOf<Names>): () => number;
  startTimer(labels?: object): () => number {
    return this.handleOf(labels).startTimer();
  }

  /**
   * Runs `fn`, sync or async, records the seconds it took (also when it fails) and passes on its result or error.
   *
   * @throws INVALID_VALUE if `fn` is not a function
   */
  time<Result>(this: TimedInstrument<readonly [], Handle>, fn: () => Result): Result;
  /**
   * The same for the series of these labels, which is made before `fn` runs.
   *
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   * @throws INVALID_VALUE if `fn` is not a function
   */
  time<Result>(labels: LabelsOf<Names>, fn: () => Result): Result;
  time<Result>(first: object | (() => Result), fn?: () => Result): Result {
    const timed = typeof first === 'function' ? (first as () => Result) : fn;
    checkFunction(this.name, timed);
    return this.handleOf(typeof first === 'function' ? undefined : first).time(timed);
  }
}

function checkFunction(metric: string, fn: unknown): asserts fn is () => unknown {
  if (typeof fn === 'function') return;
  throw new MetricError(
    'INVALID_VALUE',
    `${metric}: time() got ${describeValue(fn)}, expected a function to run.`,
    { metric },
  );
}
