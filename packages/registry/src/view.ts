import { MetricError, type Metric, type MetricFamily } from '@telltale/model';
import {
  checkLabelNames,
  checkMetricName,
  ColumnFamily,
  type FamilyHead,
} from '@telltale/model/internal';

/** What a view adds to everything that is registered through it. */
export interface ViewOptions {
  /** Put before every name, as it is: `shop_`. Default: nothing. */
  readonly prefix?: string | undefined;
  /** Constant labels, put before the labels of each series. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Shows metrics under a prefix and with constant labels. */
export class View {
  readonly #prefix: string;
  readonly #labels: Readonly<Record<string, string>>;
  /** Kept by the array that they were made from, so that a series has the same array in each reading. */
  readonly #labelValues = new WeakMap<readonly string[], readonly string[]>();

  /**
   * `outer`: the view that this one is a view of; its prefix and labels come first.
   *
   * @throws INVALID_NAME, INVALID_LABEL_NAME if the prefix or a label can be part of no metric
   */
  constructor({ prefix = '', labels = {} }: ViewOptions, outer?: View) {
    checkMetricName(`${prefix}x`);
    const outerLabels = outer === undefined ? {} : outer.#labels;
    this.#prefix = (outer === undefined ? '' : outer.#prefix) + prefix;
    checkLabelNames(this.#prefix, 'unknown', [...Object.keys(outerLabels), ...Object.keys(labels)]);
    this.#labels = { ...outerLabels, ...labels };
  }

  /** Tells views apart that show a metric with different constant labels. */
  get labelKey(): string {
    return JSON.stringify(this.#labels);
  }

  /** @throws INVALID_LABEL_NAME if a label of the view is a label of the metric */
  head({ name, help, type, unit, labelNames }: FamilyHead): FamilyHead {
    const twice = labelNames.find((label) => Object.hasOwn(this.#labels, label));
    if (twice !== undefined) {
      throw new MetricError(
        'INVALID_LABEL_NAME',
        `${this.#prefix}${name}: the label ${JSON.stringify(twice)} is one of the metric and of the view that it is ` +
          'registered through. Rename one of them.',
        { metric: name },
      );
    }
    return {
      name: this.#prefix + name,
      help,
      type,
      ...(unit === undefined ? {} : { unit }),
      labelNames: [...Object.keys(this.#labels), ...labelNames],
    };
  }

  metric(metric: Metric): Metric {
    return { ...this.head(metric), snapshot: () => this.family(metric.snapshot()) };
  }

  family(family: MetricFamily): MetricFamily {
    const { columns } = family;
    const names = Object.keys(this.#labels);
    return new ColumnFamily(
      this.head(family),
      {
        ...columns,
        labelValues: columns.labelValues
          .slice(0, columns.size)
          .map((values) => this.#extend(values)),
        seriesLabelNames: columns.seriesLabelNames?.map((own) => [...names, ...own]),
      },
      family.overflowed,
    );
  }

  #extend(values: readonly string[]): readonly string[] {
    let extended = this.#labelValues.get(values);
    if (extended === undefined) {
      extended = [...Object.values(this.#labels), ...values];
      this.#labelValues.set(values, extended);
    }
    return extended;
  }
}
