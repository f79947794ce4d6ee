import type {
  Collector,
  FamilyColumns,
  LabelsOf,
  LabelTuple,
  Metric,
  MetricFamily,
  MetricType,
} from '@telltale/model';
import {
  checkHelp,
  checkLabelNames,
  checkMetricName,
  checkUnit,
  ColumnFamily,
} from '@telltale/model/internal';
import { checkMilliseconds, checkMaxSeries, type InstrumentOptions } from './instrument-options.ts';
import { SeriesTable, type SeriesLayout } from './series-table.ts';

/** What the kinds of instruments differ in. */
export interface InstrumentLayout extends SeriesLayout {
  readonly type: MetricType;
  /** Columns that all series share, such as bounds. */
  readonly shared?: Pick<FamilyColumns, 'bounds' | 'quantiles' | 'states'>;
}

/** What all instruments have in common: a head, series that are found by their labels, and being a collector of itself. */
export abstract class Instrument<Names extends readonly string[], Handle>
  implements Metric, Collector
{
  /** As it was given. Also the name of the collector that a metric is. */
  declare readonly name: string;
  /** One sentence for whoever reads the page. */
  declare readonly help: string;
  /** Decides what its samples are and how formats show them. */
  declare readonly type: MetricType;
  /** The base unit, a suffix of the name. Absent where none was given. */
  declare readonly unit?: string;
  /** In the order of declaration, frozen. Empty where the metric is a single series. */
  declare readonly labelNames: Names;
  readonly #table: SeriesTable;
  readonly #shared: InstrumentLayout['shared'];
  /**
   * The handle of a metric without labels. Not a private field, and set once: V8 then takes it for a constant.
   *
   * @internal
   */
  declare protected readonly only: Handle | undefined;

  /** @internal */
  protected constructor(options: InstrumentOptions<Names>, layout: InstrumentLayout) {
    const { name, help, unit, labelNames: given = [] } = options;
    checkMetricName(name);
    checkHelp(name, help);
    checkUnit(name, unit);
    checkLabelNames(name, layout.type, given);
    const labelNames = Object.freeze([...given]);
    this.name = name;
    this.help = help;
    this.type = layout.type;
    if (unit !== undefined) this.unit = unit;
    this.labelNames = labelNames as readonly string[] as Names;
    this.#shared = layout.shared;
    this.#table = new SeriesTable({
      ...layout,
      metric: name,
      labelNames,
      maxSeries: checkMaxSeries(name, options.maxSeries),
      idleTimeout: checkMilliseconds(name, 'idleTimeout', options.idleTimeout ?? Infinity),
      allocate: options.allocate,
    });
    this.only = labelNames.length === 0 ? (this.#table.byValues([]) as Handle) : undefined;
  }

  /**
   * The handle of one series, made (and shown, at 0) if it is new. Look it up once and keep it: writing through it is
   * the fast way. It stays good when its series is removed; the next write makes the series anew.
   *
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  labels(labels: LabelsOf<Names>): Handle;
  /**
   * The same by position: a value for each label name, in their order.
   *
   * @throws INVALID_LABELS if there are not as many values as label names
   */
  labels(...values: LabelTuple<Names>): Handle;
  labels(...values: readonly unknown[]): Handle {
    const labels = labelsIn(values);
    const handle = labels === null ? this.#table.byValues(values) : this.#table.byLabels(labels);
    return handle as Handle;
  }

  /**
   * Drops one series. A handle that is kept on it makes it anew at its next write.
   *
   * @returns whether there was such a series
   * @throws INVALID_LABELS if the labels are not the label names of this metric
   */
  remove(labels: LabelsOf<Names>): boolean;
  /**
   * The same by position: a value for each label name, in their order.
   *
   * @returns whether there was such a series
   * @throws INVALID_LABELS if there are not as many values as label names
   */
  remove(...values: LabelTuple<Names>): boolean;
  remove(...values: readonly unknown[]): boolean {
    this.settle();
    return this.#table.remove(labelsIn(values), values);
  }

  /** Drops all series. Handles that are kept make theirs anew at their next write. */
  clear(): void {
    this.settle();
    this.#table.clear();
  }

  /** Keeps the series, sets them to 0 and moves their start timestamps to now. */
  reset(): void {
    this.settle();
    this.#table.reset();
  }

  /** Copies the values as they are now. With `idleTimeout`, it also drops the series that were idle for that long. */
  snapshot(): MetricFamily {
    this.settle();
    const columns = { ...this.#table.snapshot(), ...this.#shared };
    return new ColumnFamily(this, columns, this.#table.overflowed);
  }

  /** Appends itself: a metric is a collector too. */
  collect(buf: Metric[]): void {
    buf.push(this);
  }

  /** Writes to the rows what is kept apart, before they are looked at or go. @internal */
  protected settle(): void {
    // Most keep nothing apart.
  }

  /** Whether a first argument is labels: an object, and only on metrics with label names. @internal */
  protected isLabels(first: unknown): first is object {
    return typeof first === 'object' && first !== null && this.only === undefined;
  }

  /** A handle for one write to the series of these labels, now: it is not kept, nor given exemplars. @internal */
  protected writerOf(labels: object): Handle {
    return this.#table.writer(labels) as Handle;
  }

  /** The handle for a labels object, or the only one where there is none; throws where the labels are missing. @internal */
  protected handleOf(labels?: object): Handle {
    if (labels !== undefined) return this.#table.byLabels(labels) as Handle;
    return this.only ?? (this.#table.byValues([]) as Handle);
  }
}

/** The labels object among arguments, or null where they are label values. */
function labelsIn([first, ...more]: readonly unknown[]): object | null {
  return typeof first === 'object' && more.length === 0 ? first : null;
}
