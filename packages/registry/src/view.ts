import type { LabelRows, LabelValue, Metric, MetricFamily } from '@telltale/model';
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
  /** Kept by what they were made from, so that they are the same in each reading. */
  readonly #labelRows = new WeakMap<LabelRows, LabelRows>();
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
    this.#prefix = outer ? outer.#prefix + prefix : prefix;
    this.#labelNames = outer ? [...outer.#labelNames, ...names] : names;
    this.#values = outer ? [...outer.#values, ...values] : values;
    checkLabelNames(this.#prefix, 'unknown', this.#labelNames);
    this.labelKey = JSON.stringify(this.#values);
  }

  /** @throws INVALID_LABEL_NAME if a label of the view is one of the metric, or one that its type needs for itself */
  shownHead({ name, help, type, unit, labelNames }: FamilyHead): FamilyHead {
    const shown = {
      name: this.#prefix + name,
      help,
      type,
      labelNames: [...this.#labelNames, ...labelNames],
      ...(unit !== undefined && { unit }),
    };
    checkLabelNames(shown.name, type, shown.labelNames);
    return shown;
  }

  shownMetric(metric: Metric): Metric {
    return { ...this.shownHead(metric), snapshot: () => this.shownFamily(metric.snapshot()) };
  }

  shownFamily(family: MetricFamily): MetricFamily {
    const { columns } = family;
    return new ColumnFamily(
      this.shownHead(family),
      {
        ...columns,
        labelValues: this.#extend(columns.labelValues),
        seriesLabelNames: columns.seriesLabelNames?.map((own) => [...this.#labelNames, ...own]),
      },
      family.overflowed,
    );
  }

  #extend(rows: LabelRows): LabelRows {
    let extended = this.#labelRows.get(rows);
    if (!extended) {
      const constant = this.#values;
      extended = {
        at: (row) => [...constant, ...(rows.at(row) as readonly string[])],
        words: rows.words && [...constant.map((value) => [value]), ...rows.words],
      };
      this.#labelRows.set(rows, extended);
    }
    return extended;
  }
}
