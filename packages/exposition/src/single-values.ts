import type { FamilyColumns, MetricFamily } from '@telltale/model';
import type { ParsedLabels } from './page-labels.ts';
import { columnFamily } from './parsed-columns.ts';
import type { ParsedFamily } from './parsed-family.ts';
import { layOutLabels } from './parsed-label-columns.ts';

/**
 * The series of a type that has one number for each, as columns from the start: an object for each series would cost
 * more than the reading of its line.
 */
export class SingleValues {
  readonly #labels: ParsedLabels[] = [];
  readonly #values: number[] = [];
  /** From the first that is given; `NaN` where none is. */
  #timestamps: number[] | undefined;

  get size(): number {
    return this.#values.length;
  }

  /** `timestamp` in Unix seconds. */
  add(labels: ParsedLabels, value: number, timestamp: number | undefined): void {
    if (timestamp !== undefined) this.#timestamps ??= this.#values.map(() => NaN);
    this.#timestamps?.push(timestamp ?? NaN);
    this.#labels.push(labels);
    this.#values.push(value);
  }

  build(parsed: ParsedFamily, name: string): MetricFamily {
    const { labelNames, ...labelColumns } = layOutLabels(this.#labels);
    const { size } = this;
    const columns: FamilyColumns = {
      size,
      width: size === 0 ? 0 : 1,
      values: new Float64Array(this.#values),
      ...labelColumns,
      ...(this.#timestamps && { timestamps: new Float64Array(this.#timestamps) }),
    };
    return columnFamily(parsed, name, labelNames, columns);
  }
}
