import { MetricError, type LabelsOf } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';
import { resolveBuckets } from './buckets.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import { invalidValue } from './invalid-value.ts';
import { isNumber } from './is-number.ts';
import type { SeriesTable } from './series-table.ts';
import { TimedInstrument, TimedSeries, type TimedHandle } from './timed-instrument.ts';

/** Options of a {@link Histogram}. */
export interface HistogramOptions<
  Names extends readonly string[] = readonly [],
> extends InstrumentOptions<Names> {
  /**
   * Upper bounds of the buckets, inclusive, in the unit of what is observed, in any order; the bucket up to `Infinity`
   * is always there. Default: `defaultBuckets`, 5 ms to 10 s.
   */
  readonly buckets?: readonly number[] | undefined;
}

/** How to observe. */
export interface ObserveOptions {
  /** How many observations of this value to add: merges what was counted elsewhere. A whole number. Default: 1. */
  readonly count?: number | undefined;
}

/** One series of a histogram. */
export interface HistogramHandle extends TimedHandle {
  /**
   * Adds an observation.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number, or `count` is not a whole number from 0 up
   */
  observe(value: number, options?: ObserveOptions): void;
}

/** A row holds the count of each bucket by itself, the bucket up to Infinity last, and then the sum. */
class HistogramSeries extends TimedSeries implements HistogramHandle {
  /** One typed array for all series: V8 keeps the numbers of a frozen array as objects. */
  readonly #bounds: Float64Array;

  constructor(table: SeriesTable, labelValues: readonly string[], bounds: Float64Array) {
    super(table, labelValues);
    this.#bounds = bounds;
  }

  observe(value: number, options?: ObserveOptions): void {
    if (!isNumber(value)) throw this.refused('observe', value, 'a number');
    const count = options === undefined ? 1 : checkedCount(this.metric, options);
    if (this.base < 0) this.attach();
    const { cells, base } = this;
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    (cells[base + bucket] as number) += count;
    // Not value * count alone: a count of 0 would make NaN of Infinity.
    if (count !== 0) (cells[base + bounds.length + 1] as number) += value * count;
  }

  protected override record(seconds: number): void {
    this.observe(seconds);
  }
}

function checkedCount(metric: string, options: ObserveOptions): number {
  const { count = 1 } = (options as ObserveOptions | null) ?? {};
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new MetricError(
    'INVALID_VALUE',
    `${metric}: observe() got a count of ${describeValue(count)}, expected a whole number from 0 up. ` +
      'The metric was left as it was.',
    { metric },
  );
}

/**
 * Counts observations in buckets, so that Prometheus can work out quantiles over many processes: latencies, sizes.
 *
 * @see OpenMetrics 1.0, "Histogram"
 */
export class Histogram<const Names extends readonly string[] = readonly []> extends TimedInstrument<
  Names,
  HistogramHandle
> {
  declare readonly type: 'histogram';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: HistogramOptions<Names>) {
    const bounds = resolveBuckets(options.name, options.buckets);
    const scanned = Float64Array.from(bounds);
    super(options, {
      type: 'histogram',
      width: bounds.length + 2,
      keepsStarts: true,
      createHandle: (table, labelValues) => new HistogramSeries(table, labelValues, scanned),
      shared: { bounds },
    });
  }

  /**
   * Adds an observation.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number, or `count` is not a whole number from 0 up
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  observe(this: Histogram, value: number, options?: ObserveOptions): void;
  observe(labels: LabelsOf<Names>, value: number, options?: ObserveOptions): void;
  observe(
    first: number | object,
    second?: number | ObserveOptions,
    options?: ObserveOptions,
  ): void {
    if (!this.isLabels(first)) {
      this.handleOf(undefined).observe(first, second as ObserveOptions | undefined);
      return;
    }
    // What the series cannot hold is refused before it is made.
    if (!isNumber(second)) throw invalidValue(this.name, 'observe', second, 'a number');
    if (options !== undefined) checkedCount(this.name, options);
    this.handleOf(first).observe(second, options);
  }
}
