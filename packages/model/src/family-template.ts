import { ColumnFamily } from './column-family.ts';
import { constantFamily, type ConstantFamilyOptions } from './constant-family.ts';
import type { MetricFamily } from './metric-family.ts';

/** What a {@link FamilyTemplate} has in common with all families that are made from it. */
export interface FamilyTemplateOptions extends Omit<ConstantFamilyOptions, 'series' | 'type'> {
  readonly type: 'counter' | 'gauge';
  /** The label values of each series, in the order of the label names. Default: one series without labels. */
  readonly rows?: readonly (readonly string[])[] | undefined;
  /** Unix time in seconds at which counting began. Default: not known. */
  readonly startTimestamp?: number | undefined;
}

/**
 * What a collector makes a family from at each scrape where only its values are new: all else is checked and laid out
 * once. Values are not checked; those of a counter must not be below 0.
 */
export class FamilyTemplate {
  readonly #head: MetricFamily;
  readonly #labelValues: readonly (readonly string[])[];
  readonly #startTimestamps: Float64Array | undefined;
  #last: MetricFamily | undefined;

  /** @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_OPTION */
  constructor({ rows = [[]], startTimestamp, ...head }: FamilyTemplateOptions) {
    this.#head = constantFamily({ ...head, series: [] });
    this.#labelValues = rows;
    if (startTimestamp !== undefined) {
      this.#startTimestamps = new Float64Array(rows.length).fill(startTimestamp);
    }
  }

  /**
   * The family with a value for each series, which must not be changed afterwards. Where they are those of before, so is
   * the family.
   */
  of(values: Float64Array): MetricFamily {
    const before = this.#last?.columns.values;
    let isSame = before?.length === values.length;
    for (let row = 0; isSame && row < values.length; row++) {
      isSame = Object.is(before?.[row], values[row]);
    }
    if (this.#last === undefined || !isSame) this.#last = this.#made(values);
    return this.#last;
  }

  /** The family of one series. */
  ofOne(value: number): MetricFamily {
    if (this.#last === undefined || !Object.is(this.#last.columns.values[0], value)) {
      const values = new Float64Array(1);
      values[0] = value;
      this.#last = this.#made(values);
    }
    return this.#last;
  }

  #made(values: Float64Array): MetricFamily {
    return new ColumnFamily(this.#head, {
      isDistinct: true,
      size: values.length,
      width: 1,
      values,
      labelValues: this.#labelValues,
      startTimestamps: this.#startTimestamps,
    });
  }
}
