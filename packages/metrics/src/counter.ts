import type { LabelsOf } from '@telltale/model';
import type { ExemplarLabels, ExemplarOptions } from './exemplar-options.ts';
import { ExemplarSource } from './exemplar-source.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import { Instrument } from './instrument.ts';
import { invalidValue } from './invalid-value.ts';
import { SeriesHandle } from './series-handle.ts';

/** Options of a {@link Counter}. */
export interface CounterOptions<Names extends readonly string[] = readonly []>
  extends InstrumentOptions<Names>, ExemplarOptions {}

/** How to add to a counter. */
export interface IncOptions {
  /**
   * What this amount refers to, such as the trace it was counted in. One that cannot be shown (more than 128
   * characters of names and values, a value that is not text) is left out with a warning, and the amount counts.
   * Default: that of the `exemplarProvider`.
   *
   * @see OpenMetrics 1.0, "Exemplars"
   */
  readonly exemplar?: ExemplarLabels | undefined;
}

/** One series of a counter. */
export interface CounterHandle {
  /**
   * Adds `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   */
  inc(by?: number, options?: IncOptions): void;
  /**
   * The same as {@link CounterHandle.inc}.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   */
  add(by?: number, options?: IncOptions): void;
  /**
   * Follows a total that is counted elsewhere: adds what it has grown by since the last call. A lower reading means
   * that the source began again, and is added whole. Nothing is added past `maxSeries`.
   *
   * @throws INVALID_VALUE if `total` is negative, `NaN` or not a number
   */
  advanceTo(total: number): void;
}

class CounterSeries extends SeriesHandle implements CounterHandle {
  #sourceTotal = 0;

  inc(by = 1, options?: IncOptions): void {
    if (!isAmount(by)) throw this.refused('inc', by, amount);
    if (this.base < 0) this.attach();
    (this.cells[this.base] as number) += by;
    if (options !== undefined || this.table.asksForExemplars) {
      this.refer(0, by, options);
    }
  }

  add(by = 1, options?: IncOptions): void {
    if (!isAmount(by)) throw this.refused('add', by, amount);
    this.inc(by, options);
  }

  advanceTo(total: number): void {
    if (!isAmount(total)) throw this.refused('advanceTo', total, amount);
    if (this.base < 0) this.attach();
    // The totals of several sources cannot be followed in one series; only their growth could be added up.
    const { owner } = this;
    if (this.table.isOverflow(owner.labelValues)) return;
    const before = owner.#sourceTotal;
    owner.#sourceTotal = total;
    // Equal totals are left out because Infinity - Infinity is NaN.
    if (total > before) (this.cells[this.base] as number) += total - before;
    else if (total < before) (this.cells[this.base] as number) += total;
  }

  override detach(): void {
    this.#sourceTotal = 0;
    super.detach();
  }
}

/**
 * The one series of a counter without labels. What `inc()` adds is counted apart in a small integer, which a processor
 * adds to in a quarter of the time that a double in the row takes, and comes into the row before that is looked at.
 */
class OnlyCounterSeries extends CounterSeries {
  #ones = 0;

  override inc(by?: number, options?: IncOptions): void {
    if (by === undefined && options === undefined) this.#ones++;
    else super.inc(by, options);
  }

  settle(): void {
    if (this.#ones === 0) return;
    super.inc(this.#ones);
    this.#ones = 0;
  }
}

const amount = 'a number from 0 up';

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

/**
 * A total that only grows: requests served, bytes sent, seconds spent. It begins at 0 and falls back to 0 only when the
 * process starts again or `reset()` is called.
 *
 * @see OpenMetrics 1.0, "Counter"
 */
export class Counter<const Names extends readonly string[] = readonly []> extends Instrument<
  Names,
  CounterHandle
> {
  /** Always `counter`. */
  declare readonly type: 'counter';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: CounterOptions<Names>) {
    // Further handles of the same series, after it was removed, are not asked to settle.
    let isOnly = !options.labelNames?.length && !options.exemplarProvider && !options.allocate;
    super(options, {
      type: 'counter',
      width: 1,
      keepsStarts: true,
      exemplarSource: new ExemplarSource(options.name, options),
      createHandle: (table, labelValues) => {
        const Series = isOnly ? OnlyCounterSeries : CounterSeries;
        isOnly = false;
        return new Series(table, labelValues);
      },
    });
  }

  /**
   * Adds `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  inc(this: Counter, by?: number, options?: IncOptions): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  inc(labels: LabelsOf<Names>, by?: number, options?: IncOptions): void;
  inc(first?: number | object, second?: number | IncOptions, options?: IncOptions): void {
    if (this.isLabels(first)) {
      const by = second as number | undefined;
      this.#seriesFor(first, 'inc', options, by).inc(by, options);
    } else this.handleOf().inc(first, second as IncOptions | undefined);
  }

  /**
   * The same as {@link Counter.inc}.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   */
  add(this: Counter, by?: number, options?: IncOptions): void;
  /**
   * The same as {@link Counter.inc}, in the series of these labels.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  add(labels: LabelsOf<Names>, by?: number, options?: IncOptions): void;
  add(first?: number | object, second?: number | IncOptions, options?: IncOptions): void {
    if (this.isLabels(first)) {
      const by = second as number | undefined;
      this.#seriesFor(first, 'add', options, by).add(by, options);
    } else this.handleOf().add(first, second as IncOptions | undefined);
  }

  /**
   * Follows a total that is counted elsewhere: adds what it has grown by since the last call. A lower reading means
   * that the source began again, and is added whole. Nothing is added past `maxSeries`.
   *
   * @throws INVALID_VALUE if `total` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  advanceTo(this: Counter, total: number): void;
  /**
   * The same in the series of these labels; each of them follows a total of its own.
   *
   * @throws INVALID_VALUE if `total` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  advanceTo(labels: LabelsOf<Names>, total: number): void;
  advanceTo(first: number | object, total?: number): void {
    if (this.isLabels(first)) {
      if (!isAmount(total)) throw invalidValue(this.name, 'advanceTo', total, amount);
      this.handleOf(first).advanceTo(total);
    } else {
      this.handleOf().advanceTo(first);
    }
  }

  /** @internal */
  protected override settle(): void {
    if (this.only instanceof OnlyCounterSeries) this.only.settle();
  }

  /** The series to write to. What it cannot hold is refused before it is made. */
  #seriesFor(
    labels: object,
    method: string,
    options: IncOptions | undefined,
    by = 1,
  ): CounterHandle {
    if (!isAmount(by)) throw invalidValue(this.name, method, by, amount);
    return options === undefined ? this.writerOf(labels) : this.handleOf(labels);
  }
}
