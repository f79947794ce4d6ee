import {
  isLegacyLabelName,
  isLegacyMetricName,
  type FamilyColumns,
  type MetricFamily,
  type MetricType,
} from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { distinctRows } from './distinct-rows.ts';
import type { EscapingScheme } from './escape-name.ts';
import {
  escapeText,
  LineWriter,
  quotedSpecials,
  sampleLine,
  type Row,
  type SampleName,
} from './line-writer.ts';
import { canonicalFloatText, valueText } from './number-text.ts';
import { isTooLongForExemplar } from './exemplar-length.ts';
import { openMetricsNames, type OpenMetricsName } from './openmetrics-names.ts';
import type { EncodeOptions } from './writer.ts';

/**
 * OpenMetrics 1.0. What the format forbids is left out: a page with one such line would be refused as a whole.
 *
 * @see OpenMetrics 1.0, "Text format"
 */
export class OpenMetricsWriter extends LineWriter {
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
      this.#head(family, name, this.#shownType(family, name));
      this.#samples(family, columns, name);
    } else {
      this.#writeUntyped(family, columns, fallback);
    }
  }

  override finish(): Uint8Array {
    this.page += '# EOF\n';
    return super.finish();
  }

  protected boundText(value: number): string {
    return canonicalFloatText(value);
  }

  protected timeText(seconds: number): string {
    return Number.isFinite(seconds) ? ` ${seconds}` : '';
  }

  /**
   * The format has no carriage return, not even escaped. It becomes the replacement character, as what UTF-8 does not
   * have does: with a line feed, two series that differ only in how their lines end would be one.
   */
  protected override labelValueText(value: string): string {
    return super.labelValueText(value.toWellFormed().replaceAll('\r', '\ufffd'));
  }

  protected override rows(
    family: MetricFamily,
    columns: FamilyColumns,
  ): Generator<Row, void, undefined> {
    return distinctRows(super.rows(family, columns), columns, ({ index, labels }) => {
      const names = columns.seriesLabelNames?.[index];
      if (names === undefined) return labels;
      const values = columns.labelValues[index] ?? [];
      const texts = this.labelNameTexts(names);
      return texts
        .map((name, at) => JSON.stringify([name, values[at]]))
        .sort()
        .join();
    });
  }

  protected override exemplarText(columns: FamilyColumns, row: number, cell: number): string {
    const exemplar = columns.exemplars?.[row]?.[cell];
    if (exemplar === undefined || this.#untyped !== undefined) return '';
    const entries = Object.entries(exemplar.labels);
    if (isTooLongForExemplar(entries.flat())) return '';
    const names = this.labelNameTexts(entries.map(([name]) => name));
    const labels = entries.map(([, value], at) => `${names[at]}="${this.labelValueText(value)}"`);
    const time = this.timeText(exemplar.timestamp ?? NaN);
    return ` # {${labels.join(',')}} ${valueText(exemplar.value)}${time}`;
  }

  protected override sample(name: SampleName, labels: string, value: number, tail: string): void {
    const lines = this.#untyped;
    if (lines === undefined) super.sample(name, labels, value, tail);
    else lines.set(name, (lines.get(name) ?? '') + sampleLine(name, labels, value, tail));
  }

  /** The label of a state set must be called as its family is, which cannot be where that has a colon. */
  #shownType({ type }: MetricFamily, name: string): MetricType {
    const needsLabel = type === 'stateset' && this.escaping !== 'allow-utf-8';
    return needsLabel && !isLegacyLabelName(name) ? 'gauge' : type;
  }

  #head(family: MetricFamily, name: string, type: string): void {
    const { unit, help } = family;
    this.metadata('TYPE', name, type);
    // A unit that is not a suffix of the name, or that the type cannot have, would make the page invalid.
    if (
      unit !== undefined &&
      isLegacyMetricName(unit) &&
      name.endsWith(`_${unit}`) &&
      type !== 'info' &&
      type !== 'stateset'
    ) {
      this.metadata('UNIT', name, unit);
    }
    if (help !== '') {
      this.metadata('HELP', name, escapeText(withoutCarriageReturns(help), quotedSpecials));
    }
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

function withoutCarriageReturns(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
