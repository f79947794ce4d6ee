import type { LabelsOf } from '@telltale/model';
import type { InstrumentOptions } from './instrument-options.ts';
import { invalidValue } from './invalid-value.ts';
import { isNumber } from './is-number.ts';
import { TimedInstrument, TimedSeries, type TimedHandle } from './timed-instrument.ts';

/** Options of a {@link Gauge}. */
export type GaugeOptions<Names extends readonly string[] = readonly []> = InstrumentOptions<Names>;

/** One series of a gauge. */
export interface GaugeHandle extends TimedHandle {
  /**
   * Replaces the value, in the metric's unit.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   */
  set(value: number): void;
  /**
   * Adds `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is `NaN` or not a number
   */
  inc(by?: number): void;
  /**
   * Subtracts `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is `NaN` or not a number
   */
  dec(by?: number): void;
  /**
   * Adds `value`, which may be negative.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   */
  add(value: number): void;
  /**
   * Subtracts `value`, which may be negative.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   */
  sub(value: number): void;
  /** Sets the Unix time in seconds. */
  setToCurrentTime(): void;
}

class GaugeSeries extends TimedSeries implements GaugeHandle {
  set(value: number): void {
    if (!isNumber(value)) throw this.refused('set', value, 'a number');
    if (this.base < 0) this.attach();
    this.cells[this.base] = value;
  }

  inc(by = 1): void {
    if (!isNumber(by)) throw this.refused('inc', by, 'a number');
    this.#move(by);
  }

  dec(by = 1): void {
    if (!isNumber(by)) throw this.refused('dec', by, 'a number');
    this.#move(-by);
  }

  add(value: number): void {
    if (!isNumber(value)) throw this.refused('add', value, 'a number');
    this.#move(value);
  }

  sub(value: number): void {
    if (!isNumber(value)) throw this.refused('sub', value, 'a number');
    this.#move(-value);
  }

  setToCurrentTime(): void {
    this.set(Date.now() / 1000);
  }

  protected override record(seconds: number): void {
    this.set(seconds);
  }

  #move(by: number): void {
    if (this.base < 0) this.attach();
    (this.cells[this.base] as number) += by;
  }
}

/**
 * A value that goes up and down: queue length, temperature, time of the last success.
 *
 * Each method takes labels first on a metric with label names. Each throws INVALID_VALUE if it is given `NaN` or what
 * is not a number, and INVALID_LABELS if the labels are not the label names of this metric.
 *
 * @see OpenMetrics 1.0, "Gauge"
 */
export class Gauge<const Names extends readonly string[] = readonly []> extends TimedInstrument<
  Names,
  GaugeHandle
> {
  /** Always `gauge`. */
  declare readonly type: 'gauge';

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor(options: GaugeOptions<Names>) {
    super(options, {
      type: 'gauge',
      width: 1,
      createHandle: (table, labelValues) => new GaugeSeries(table, labelValues),
    });
  }

  /**
   * Replaces the value, in the metric's unit.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   */
  set(this: Gauge, value: number): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  set(labels: LabelsOf<Names>, value: number): void;
  set(first: number | object, value?: number): void {
    if (this.isLabels(first)) this.#seriesFor(first, 'set', value).set(value as number);
    else this.handleOf(undefined).set(first);
  }

  /**
   * Adds `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is `NaN` or not a number
   */
  inc(this: Gauge, by?: number): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `by` is `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  inc(labels: LabelsOf<Names>, by?: number): void;
  inc(first?: number | object, by = 1): void {
    if (this.isLabels(first)) this.#seriesFor(first, 'inc', by).inc(by);
    else this.handleOf(undefined).inc(first);
  }

  /**
   * Subtracts `by`. Default: 1.
   *
   * @throws INVALID_VALUE if `by` is `NaN` or not a number
   */
  dec(this: Gauge, by?: number): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `by` is `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  dec(labels: LabelsOf<Names>, by?: number): void;
  dec(first?: number | object, by = 1): void {
    if (this.isLabels(first)) this.#seriesFor(first, 'dec', by).dec(by);
    else this.handleOf(undefined).dec(first);
  }

  /**
   * Adds `value`, which may be negative.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   */
  add(this: Gauge, value: number): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  add(labels: LabelsOf<Names>, value: number): void;
  add(first: number | object, value?: number): void {
    if (this.isLabels(first)) this.#seriesFor(first, 'add', value).add(value as number);
    else this.handleOf(undefined).add(first);
  }

  /**
   * Subtracts `value`, which may be negative.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   */
  sub(this: Gauge, value: number): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_VALUE if `value` is `NaN` or not a number
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  sub(labels: LabelsOf<Names>, value: number): void;
  sub(first: number | object, value?: number): void {
    if (this.isLabels(first)) this.#seriesFor(first, 'sub', value).sub(value as number);
    else this.handleOf(undefined).sub(first);
  }

  /** Sets the Unix time in seconds. */
  setToCurrentTime(this: Gauge): void;
  /**
   * The same in the series of these labels.
   *
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  setToCurrentTime(labels: LabelsOf<Names>): void;
  setToCurrentTime(labels?: object): void {
    this.handleOf(labels).setToCurrentTime();
  }

  /** The series to write to. What it cannot hold is refused before it is made. */
  #seriesFor(labels: object, method: string, value: unknown): GaugeHandle {
    if (!isNumber(value)) throw invalidValue(this.name, method, value, 'a number');
    return this.writerOf(labels);
  }
}
