import type { FamilyColumns, MetricFamily } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import type { EscapingScheme } from './escape-name.ts';
import { isTooLongForExemplar } from './exemplar-length.ts';
import { sampleLine, type Row, type SampleName } from './line-writer.ts';
import { OpenMetricsLines } from './openmetrics-lines.ts';
import { openMetricsNames, type OpenMetricsName } from './openmetrics-names.ts';
import type { EncodeOptions } from './writer.ts';

/**
 * OpenMetrics 1.0. What the format forbids is left out: a page with one such line would be refused as a whole.
 *
 * @see OpenMetrics 1.0, "Text format"
 */
export class OpenMetricsWriter extends OpenMetricsLines {
  readonly #names: ReadonlyMap<MetricFamily, OpenMetricsName>;
  readonly #created: boolean;
  /** Lines by sample name, while a family is written whose type cannot be shown. */
  #untyped: Map<SampleName, string> | undefined;

  /** `families` are all those that will be written: their names depend on one another. */
  constructor(
    families: Iterable<MetricFamily>,
    escaping: EscapingScheme,
    options: EncodeOptions = {},
  ) {
    super(escaping);
    this.#names = openMetricsNames(families, escaping);
    this.#created = options.created ?? false;
  }

  writeFamily(family: MetricFamily): void {
    const columns = columnsOf(family);
    const { name, fallback } = this.#names.get(family) ?? { name: this.metricName(family.name) };
    if (fallback === undefined) {
      this.#head(family, name, this.shownType(family, name));
      this.#samples(family, columns, name);
    } else {
      this.#writeUntyped(family, columns, fallback);
    }
  }

  protected exemplarText(columns: FamilyColumns, row: number, cell: number): string {
    const exemplar = columns.exemplars?.[row]?.[cell];
    if (exemplar === undefined || this.#untyped !== undefined) return '';
    return isTooLongForExemplar(Object.entries(exemplar.labels).flat())
      ? ''
      : this.oneExemplar(exemplar);
  }

  protected override sample(name: SampleName, labels: string, value: number, tail: string): void {
    const lines = this.#untyped;
    if (lines === undefined) super.sample(name, labels, value, tail);
    else lines.set(name, (lines.get(name) ?? '') + sampleLine(name, labels, value, tail));
  }

  #head(family: MetricFamily, name: string, type: string): void {
    this.metadata('TYPE', name, type);
    // A unit that is not a suffix of the name would make the page invalid.
    if (name.endsWith(`_${family.unit}`)) this.unit(family, name, type);
    this.help(family, name);
  }

  /** The samples of a family under a name that is its own in all its forms. */
  #samples(family: MetricFamily, columns: FamilyColumns, name: string): void {
    switch (family.type) {
      case 'counter':
        this.#totals(family, columns, name);
        return;
      case 'info':
        this.#values(family, columns, this.sampleName(`${name}_info`));
        return;
      case 'gauge':
      case 'unknown':
        this.#values(family, columns, this.sampleName(name));
        return;
      case 'histogram':
        this.#histogram(family, columns, name, '');
        return;
      case 'gaugehistogram':
        this.#histogram(family, columns, name, 'g');
        return;
      case 'summary':
        this.#summary(family, columns, name);
        return;
      case 'stateset':
        for (const row of this.rows(family, columns)) this.states(name, columns, row);
    }
  }

  /** Each sample name as a family of its own: all samples stay, only the type is lost. */
  #writeUntyped(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const lines = new Map<SampleName, string>();
    this.#untyped = lines;
    if (family.type === 'counter') this.#values(family, columns, this.sampleName(name));
    else this.#samples(family, columns, name);
    this.#untyped = undefined;
    for (const [sampleName, text] of lines) {
      this.#head(family, sampleName.name, 'unknown');
      this.page += text;
    }
  }

  #values(family: MetricFamily, columns: FamilyColumns, name: SampleName): void {
    for (const row of this.rows(family, columns)) this.value(name, columns, row);
  }

  #totals(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const totalName = this.sampleName(`${name}_total`);
    const createdName = this.sampleName(`${name}_created`);
    for (const row of this.rows(family, columns)) {
      this.value(totalName, columns, row, this.exemplarText(columns, row.index, 0));
      this.#start(createdName, columns, row);
    }
  }

  /** `mark` is what stands before `sum` and `count` in the sample names of a gauge histogram. */
  #histogram(family: MetricFamily, columns: FamilyColumns, name: string, mark: 'g' | ''): void {
    const bucketName = this.sampleName(`${name}_bucket`);
    const sumName = this.sampleName(`${name}_${mark}sum`);
    const countName = this.sampleName(`${name}_${mark}count`);
    const createdName = this.sampleName(`${name}_created`);
    for (const row of this.rows(family, columns)) {
      const shape = columns.seriesShapes?.[row.index];
      const { count, sum } = this.cells(bucketName, columns, row, 'le');
      const negativeBound = ((shape?.bounds ?? columns.bounds)?.[0] ?? 0) < 0;
      // Sum and count come together or not at all, and a sum that can fall is no counter.
      const mayShow = mark === 'g' ? sum >= 0 || negativeBound : sum >= 0 && !negativeBound;
      const isWhole = shape?.noSum !== true && shape?.noCount !== true && !Number.isNaN(sum);
      if (isWhole && (mayShow || shape?.asRead === true)) {
        this.sample(sumName, row.labels, sum, row.time);
        this.sample(countName, row.labels, count, row.time);
      }
      if (mark === '') this.#start(createdName, columns, row);
    }
  }

  #summary(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const quantileName = this.sampleName(name);
    const sumName = this.sampleName(`${name}_sum`);
    const countName = this.sampleName(`${name}_count`);
    const createdName = this.sampleName(`${name}_created`);
    for (const row of this.rows(family, columns)) {
      const shape = columns.seriesShapes?.[row.index];
      const asRead = shape?.asRead === true;
      const { count, sum } = this.cells(
        quantileName,
        columns,
        row,
        'quantile',
        (value) => asRead || !(value < 0),
      );
      const showsSum = shape?.noSum !== true && (asRead || sum >= 0);
      if (showsSum) this.sample(sumName, row.labels, sum, row.time);
      const showsCount = shape?.noCount !== true && count >= 0;
      if (showsCount) this.sample(countName, row.labels, count, row.time);
      this.#start(createdName, columns, row);
    }
  }

  #start(name: SampleName, columns: FamilyColumns, row: Row): void {
    const start = columns.startTimestamps?.[row.index] ?? NaN;
    if (!this.#created || this.#untyped !== undefined || Number.isNaN(start)) return;
    this.sample(name, row.labels, start, row.time);
  }
}
