import { MetricError, type Metric, type MetricFamily } from '@telltale/model';
import {
  checkLabelNames,
  checkMetricName,
  ColumnFamily,
  columnsOf,
  type FamilyHead,
} from '@telltale/model/internal';

/** What a view adds to everything that is registered through it. */
export interface ViewOptions {
  /** Put before every name, as it is: `shop_`. Default: nothing. */
  readonly prefix?: string | undefined;
  /** Constant labels, put before the labels of each series. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Shows metrics under a prefix and with constant labels; views can be nested. */
export class View {
  readonly #prefix: string;
  readonly #names: readonly string[];
  readonly #values: readonly string[];
  /** Kept by the array that they were made from, so that a series has the same array in each reading. */
  readonly #labelValues = new WeakMap<readonly string[], readonly string[]>();

  /** @throws INVALID_NAME, INVALID_LABEL_NAME if the prefix or a label can be part of no metric */
  constructor({ prefix = '', labels = {} }: ViewOptions) {
    checkMetricName(`${prefix}x`);
    checkLabelNames(prefix, 'unknown', Object.keys(labels));
    this.#prefix = prefix;
    this.#names = Object.keys(labels);
    this.#values = Object.values(labels);
  }

  nameOf(name: string): string {
    return this.#prefix + name;
  }

  /** Tells views apart that show a metric with different constant labels. */
  get labelKey(): string {
    return JSON.stringify([this.#names, this.#values]);
  }

  /** @throws INVALID_LABEL_NAME if a label of the view is a label of the metric */
  checkLabels(metric: Metric): void {
    const twice = this.#names.find((name) => metric.labelNames.includes(name));
    if (twice === undefined) return;
    throw new MetricError(
      'INVALID_LABEL_NAME',
      `${this.nameOf(metric.name)}: the label ${JSON.stringify(twice)} is one of the metric and of the view that it ` +
        'is registered through. Rename one of them.',
      { metric: metric.name },
    );
  }

  show(metric: Metric): Metric {
    return { ...this.#headOf(metric), snapshot: () => this.showFamily(metric.snapshot()) };
  }

  showFamily(family: MetricFamily): MetricFamily {
    this.checkLabels(family);
    const columns = columnsOf(family);
    const shown =
      this.#names.length === 0
        ? columns
        : {
            ...columns,
            labelValues: columns.labelValues
              .slice(0, columns.size)
              .map((values) => this.#extend(values)),
            seriesLabelNames: columns.seriesLabelNames?.map((names) => [...this.#names, ...names]),
          };
    return new ColumnFamily(this.#headOf(family), shown, family.overflowed);
  }

  #headOf({ name, help, type, unit, labelNames }: Metric): FamilyHead {
    return {
      name: this.nameOf(name),
      help,
      type,
      ...(unit === undefined ? {} : { unit }),
      labelNames: [...this.#names, ...labelNames],
    };
  }

  #extend(values: readonly string[]): readonly string[] {
    let extended = this.#labelValues.get(values);
    if (extended === undefined) {
      extended = [...this.#values, ...values];
      this.#labelValues.set(values, extended);
    }
    return extended;
  }
}
