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
   * that the source began again, and is added whole.
   *
   * @throws INVALID_VALUE if `total` is negative, `NaN` or not a number
   */
  advanceTo(total: number): void;
}

class CounterSeries extends SeriesHandle implements CounterHandle {
  #sourceTotal = 0;

  inc(by = 1): void {
    if (typeof by !== 'number' || !(by >= 0)) throw this.#refused('inc', by);
    if (this.base < 0) this.attach();
    (this.cells[this.base] as number) += by;
  }

  add(by = 1): void {
    this.inc(by);
  }

  advanceTo(total: number): void {
    if (typeof total !== 'number' || !(total >= 0)) throw this.#refused('advanceTo', total);
    if (this.base < 0) this.attach();
    const owner = (this.leader as CounterSeries | undefined) ?? this;
    const grown = total >= owner.#sourceTotal ? total - owner.#sourceTotal : total;
    owner.#sourceTotal = total;
    (this.cells[this.base] as number) += grown;
  }

  override detach(): void {
    this.#sourceTotal = 0;
    super.detach();
  }

  #refused(method: string, value: unknown): Error {
    return invalidValue(this.metric, method, value, 'a number from 0 up');
  }
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
  inc(first?: number | object, by?: number): void {
    if (typeof first === 'object') this.handleOf(first).inc(by);
    else this.handleOf(undefined).inc(first);
  }

  /** The same as {@link Counter.inc}. */
  add(this: Counter, by?: number): void;
  add(labels: LabelsOf<Names>, by?: number): void;
  add(first?: number | object, by?: number): void {
    if (typeof first === 'object') this.handleOf(first).inc(by);
    else this.handleOf(undefined).inc(first);
  }

  /**
   * Follows a total that is counted elsewhere: adds what it has grown by since the last call. A lower reading means
   * that the source began again, and is added whole.
   *
   * @throws INVALID_VALUE if `total` is negative, `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  advanceTo(this: Counter, total: number): void;
  advanceTo(labels: LabelsOf<Names>, total: number): void;
  advanceTo(first: number | object, total?: number): void {
    if (typeof first === 'object') this.handleOf(first).advanceTo(total as number);
    else this.handleOf(undefined).advanceTo(first);
  }
}
