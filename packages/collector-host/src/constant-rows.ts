import { constantFamily, type MetricFamily, type MetricType } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';

export interface RowsHead {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly labelNames?: readonly string[];
}

const noLabels: readonly (readonly string[])[] = [[]];

/**
 * One metric of a source. Its head is checked once, and a reading is made of two columns: with an object a series, as
 * constantFamily() takes them, and a new array of labels at each scrape nothing that was rendered could be kept.
 */
export class ConstantRows {
  readonly #head: MetricFamily;

  constructor(head: RowsHead) {
    this.#head = constantFamily({ ...head, series: [] });
  }

  /** A family without labels. */
  one(value: number): MetricFamily {
    return new ColumnFamily(this.#head, {
      isDistinct: true,
      size: 1,
      width: 1,
      values: Float64Array.of(value),
      labelValues: noLabels,
    });
  }

  /** A family with a series for each row of labels. Values are doubles that were checked; rows are distinct. */
  rows(labelValues: readonly (readonly string[])[], values: readonly number[]): MetricFamily {
    return new ColumnFamily(this.#head, {
      size: labelValues.length,
      width: 1,
      values: Float64Array.from(values),
      labelValues,
    });
  }
}
