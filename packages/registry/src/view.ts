import type { LabelValue, Metric, MetricFamily } from '@telltale/model';
import {
  checkLabelNames,
  checkMetricName,
  ColumnFamily,
  labelText,
  type FamilyHead,
} from '@telltale/model/internal';

/** What a view adds to everything that is registered through it. */
export interface ViewOptions {
  /** Put before every name, as it is: `shop_`. Default: nothing. */
  readonly prefix?: string | undefined;
  /** Constant labels, put before the labels of each series. Default: none. */
  readonly labels?: Readonly<Record<string, LabelValue>> | undefined;
}

/** Shows metrics under a prefix and with constant labels. */
export class View {
  readonly #prefix: string;
  readonly #labelNames: readonly string[];
  readonly #values: readonly string[];
  /** Kept by the array that they were made from, so that a series has the same array in each reading. */
  readonly #labelValues = new WeakMap<readonly string[], readonly string[]>();
  /** Tells views apart that show a metric with different constant labels. */
  declare readonly labelKey: string;

  /**
   * `outer`: the view that this one is a view of; its prefix and labels come first.
   *
   * @throws INVALID_NAME, INVALID_LABEL_NAME, INVALID_LABELS if the prefix or a label can be part of no metric
   */
  constructor({ prefix = '', labels = {} }: ViewOptions, outer?: View) {
    checkMetricName(`${prefix}x`);
    const names = Object.keys(labels);
    const values = names.map((name) => labelText(prefix, name, labels[name]));
    this.#prefix = outer === undefined ? prefix : outer.#prefix + prefix;
    this.#labelNames = outer === undefined ? names : [...outer.#labelNames, ...names];
    this.#values = outer === undefined ? values : [...outer.#values, ...values];
    checkLabelNames(this.#prefix, 'unknown', this.#labelNames);
    this.labelKey = JSON.stringify(this.#values);
  }

  /** @throws INVALID_LABEL_NAME if a label of the view is one of the metric, or one that its type needs for itself */
  head({ name, help, type, unit, labelNames }: FamilyHead): FamilyHead {
    const shown = {
      name: this.#prefix + name,
      help,
      type,
      labelNames: [...this.#labelNames, ...labelNames],
      ...(unit === undefined ? {} : { unit }),
    };
    checkLabelNames(shown.name, type, shown.labelNames);
    return shown;
  }

  metric(metric: Metric): Metric {
    return { ...this.head(metric), snapshot: () => this.family(metric.snapshot()) };
  }

  family(family: MetricFamily): MetricFamily {
    const { columns } = family;
    return new ColumnFamily(
      this.head(family),
      {
        ...columns,
        labelValues: columns.labelValues
          .slice(0, columns.size)
          .map((values) => this.#extend(values)),
        seriesLabelNames: columns.seriesLabelNames?.map((own) => [...this.#labelNames, ...own]),
      },
      family.overflowed,
    );
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
