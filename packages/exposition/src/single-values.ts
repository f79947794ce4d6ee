import type { FamilyColumns, MetricFamily } from '@telltale/model';
import type { LabelNames } from './label-names.ts';
import type { ParsedLabels } from './parse-labels.ts';
import { columnFamily } from './parsed-columns.ts';
import type { ParsedFamily } from './parsed-family.ts';
import { layOutLabels } from './parsed-label-columns.ts';

/**
 * The series of a type that has one number for each, as columns from the start: an object for each series would cost
 * more than the reading of its line.
 */
export class SingleValues {
  readonly #names: LabelNames[] = [];
  readonly #labelValues: (readonly string[])[] = [];
  readonly #values: number[] = [];
  /** From the first that is given; `NaN` where none is. */
  #timestamps: number[] | undefined;

  get size(): number {
    return this.#values.length;
  }

  /** `timestamp` in Unix seconds. */
  add({ names, values }: ParsedLabels, value: number, timestamp: number | undefined): void {
    if (timestamp !== undefined) this.#timestamps ??= this.#values.map(() => NaN);
    this.#timestamps?.push(timestamp ?? NaN);
    this.#names.push(names);
    this.#labelValues.push(values);
    this.#values.push(value);
  }

  build(parsed: ParsedFamily, name: string): MetricFamily {
    const { labelNames, ...labelColumns } = layOutLabels(this.#names, this.#labelValues);
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
