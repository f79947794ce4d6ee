import type { LabelsOf } from '@telltale/model';
import type { InstrumentOptions } from './instrument-options.ts';
import { Instrument } from './instrument.ts';
import { invalidValue } from './invalid-value.ts';
import { SeriesHandle } from './series-handle.ts';

/** Options of a {@link Counter}. */
export type CounterOptions<Names extends readonly string[] = readonly []> =
  InstrumentOptions<Names>;

/** One series of a counter. */
export interface CounterHandle {
  /**
   * Adds `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   */
  inc(by?: number): void;
  /** The same as {@link CounterHandle.inc}. */
  add(by?: number): void;
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

  inc(by = 1): void {
    if (!isAmount(by)) throw this.refused('inc', by, amount);
    if (this.base < 0) this.attach();
    (this.cells[this.base] as number) += by;
  }

  add(by = 1): void {
    if (!isAmount(by)) throw this.refused('add', by, amount);
    this.inc(by);
  }

  advanceTo(total: number): void {
    if (!isAmount(total)) throw this.refused('advanceTo', total, amount);
    if (this.base < 0) this.attach();
    // The totals of several sources cannot be followed in one series; only their growth could be added up.
    if (this.isOverflow) return;
    const leader = this.leader as CounterSeries | undefined;
    const owner = leader === undefined || leader.isOverflow ? this : leader;
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
  declare readonly type: 'counter';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: CounterOptions<Names>) {
    super(options, {
      type: 'counter',
      width: 1,
      keepsStarts: true,
      createHandle: (table, labelValues) => new CounterSeries(table, labelValues),
    });
  }

  /**
   * Adds `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  inc(this: Counter, by?: number): void;
  inc(labels: LabelsOf<Names>, by?: number): void;
  inc(first?: number | object, by = 1): void {
    if (this.isLabels(first)) this.#seriesFor(first, 'inc', by).inc(by);
    else this.handleOf(undefined).inc(first);
  }

  /** The same as {@link Counter.inc}. */
  add(this: Counter, by?: number): void;
  add(labels: LabelsOf<Names>, by?: number): void;
  add(first?: number | object, by = 1): void {
    if (this.isLabels(first)) this.#seriesFor(first, 'add', by).add(by);
    else this.handleOf(undefined).add(first);
  }

  /**
   * Follows a total that is counted elsewhere: adds what it has grown by since the last call. A lower reading means
   * that the source began again, and is added whole. Nothing is added past `maxSeries`.
   *
   * @throws INVALID_VALUE if `total` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  advanceTo(this: Counter, total: number): void;
  advanceTo(labels: LabelsOf<Names>, total: number): void;
  advanceTo(first: number | object, total?: number): void {
    if (this.isLabels(first)) {
      this.#seriesFor(first, 'advanceTo', total).advanceTo(total as number);
    } else {
      this.handleOf(undefined).advanceTo(first);
    }
  }

  /** The series to write to. What it cannot hold is refused before it is made. */
  #seriesFor(labels: object, method: string, value: unknown): CounterHandle {
    if (!isAmount(value)) throw invalidValue(this.name, method, value, amount);
    return this.handleOf(labels);
  }
}
