import { MetricError, type LabelsOf } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { invalidValue } from './invalid-value.ts';
import { isNumber } from './is-number.ts';
import { TimedInstrument, type TimedHandle } from './timed-instrument.ts';

/** How to observe. */
export interface ObserveOptions {
  /** How many observations of this value to add: merges what was counted elsewhere. A whole number. Default: 1. */
  readonly count?: number | undefined;
}

/** A series that takes observations. */
export interface ObservingHandle<
  Options extends ObserveOptions = ObserveOptions,
> extends TimedHandle {
  /**
   * Adds an observation.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number, or `count` is not a whole number from 0 up
   */
  observe(value: number, options?: Options): void;
}

/** How many observations the options ask for. */
export function observedCount(metric: string, options: ObserveOptions): number {
  const { count = 1 } = (options as ObserveOptions | null) ?? {};
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new MetricError(
    'INVALID_VALUE',
    `${metric}: observe() got a count of ${describeValue(count)}, expected a whole number from 0 up.`,
    { metric },
  );
}

/** An instrument that takes observations. */
export abstract class ObservingInstrument<
  Names extends readonly string[],
  Handle extends ObservingHandle<Options>,
  Options extends ObserveOptions = ObserveOptions,
> extends TimedInstrument<Names, Handle> {
  /**
   * Adds an observation.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number, or `count` is not a whole number from 0 up
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  observe(
    this: ObservingInstrument<readonly [], Handle, Options>,
    value: number,
    options?: Options,
  ): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number, or `count` is not a whole number from 0 up
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  observe(labels: LabelsOf<Names>, value: number, options?: Options): void;
  observe(first: number | object, second?: number | Options, options?: Options): void {
    if (!this.isLabels(first)) {
      this.handleOf(undefined).observe(first, second as Options | undefined);
      return;
    }
    // What the series cannot hold is refused before it is made.
    if (!isNumber(second)) throw invalidValue(this.name, 'observe', second, 'a number');
    if (options === undefined) this.writerOf(first).observe(second);
    else {
      observedCount(this.name, options);
      this.handleOf(first).observe(second, options);
    }
  }
}
