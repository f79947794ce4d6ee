import type { Exemplar, FamilyColumns, MetricFamily, MetricType } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeMetricName, type EscapingScheme } from './escape-name.ts';
import { isTooLongForExemplar } from './exemplar-length.ts';
import { metadataLine, sampleLine, type Row } from './line-writer.ts';
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
  /** Lines by the name of their sample, while a family is written whose type cannot be shown. */
  #untyped: Map<string, string> | undefined;

  /** `families` are all those that will be written: their names depend on one another. */
  constructor(
    families: Iterable<MetricFamily>,
    escaping: EscapingScheme,
    write: (line: string) => void,
    options: EncodeOptions = {},
  ) {
    super(escaping, write);
    this.#names = openMetricsNames(families, escaping);
    this.#created = options.created ?? false;
  }

  writeFamily(family: MetricFamily): void {
    const columns = columnsOf(family);
    const { name, fallback } = this.nameOf(family);
    if (fallback === undefined) {
      this.head(family, name, this.shownType(family, name));
      this.#samples(family, columns, name);
    } else {
      this.#writeUntyped(family, columns, fallback);
    }
  }

  /** What the family is called on this page. */
  protected nameOf(family: MetricFamily): OpenMetricsName {
    return this.#names.get(family) ?? { name: escapeMetricName(family.name, this.scheme) };
  }

  protected head(family: MetricFamily, name: string, type: string): void {
    this.write(metadataLine('TYPE', name, type));
    // A unit that is not a suffix of the name would make the page invalid.
    if (name.endsWith(`_${family.unit}`)) this.unit(family, name, type);
    this.help(family, name);
  }

  /** Each sample name as a family of its own: all samples stay, only the type is lost. */
  #writeUntyped(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const lines = new Map<string, string>();
    this.#untyped = lines;
    this.#samples(family, columns, name);
    this.#untyped = undefined;
    for (const [sampleName, text] of lines) {
      this.head(family, sampleName, 'unknown');
      this.write(text);
    }
  }

  /** The samples of a family under a name that is its own in all its forms. */
  #samples(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const { type } = family;
    const isTyped = this.#untyped === undefined;
    const ownSuffix = isTyped || type === 'info' ? (ownSuffixes[type] ?? '') : '';
    const hasExemplars = isTyped && (type === 'counter' || type.endsWith('histogram'));
    for (const row of this.rows(family, columns)) {
      const shows = rowFilter(family, columns, row);
      const exemplars = hasExemplars ? columns.exemplars?.[row.index] : undefined;
      const bounds = columns.seriesShapes?.[row.index]?.bounds ?? columns.bounds;
      this.eachSample(family, name, columns, row, (suffix, labels, value, cell) => {
        if (!shows(suffix, value)) return;
        const exemplar = this.#allowedExemplar(exemplars?.[cell], bounds, cell);
        this.#sample(name + (suffix || ownSuffix), labels, value, row.time + exemplar);
      });
      this.#start(family, columns, row, name);
    }
  }

  #sample(name: string, labels: string, value: number, tail: string): void {
    const line = sampleLine(name, labels, value, tail);
    const lines = this.#untyped;
    if (lines === undefined) this.write(line);
    else lines.set(name, (lines.get(name) ?? '') + line);
  }

  /** `bounds` are those of a histogram: a page that was read may have exemplars above their bucket. */
  #allowedExemplar(
    exemplar: Exemplar | undefined,
    bounds: readonly number[] | undefined,
    cell: number,
  ): string {
    if (exemplar === undefined) return '';
    const { labels, value } = exemplar;
    if (bounds !== undefined && !(value <= (bounds[cell] ?? Infinity))) return '';
    const given = Object.keys(labels);
    // As escaping makes them, which may be longer or reserved; quotes and what is escaped in them do not count.
    const names = this.labelNameTexts(given).map((text, at) =>
      text.startsWith('"') ? (given[at] ?? '') : text,
    );
    const isRefused =
      names.some((name) => name.startsWith('__')) ||
      isTooLongForExemplar([...names, ...Object.values(labels)]);
    return isRefused ? '' : this.exemplarText(exemplar);
  }

  #start({ type }: MetricFamily, columns: FamilyColumns, row: Row, name: string): void {
    if (!this.#created || this.#untyped !== undefined) return;
    if (type !== 'counter' && type !== 'histogram' && type !== 'summary') return;
    const start = columns.startTimestamps?.[row.index] ?? NaN;
    if (!Number.isNaN(start)) this.#sample(`${name}_created`, row.labels, start, row.time);
  }
}

/** What the name of a sample ends in, of types that have one a series. */
export const ownSuffixes: Readonly<Partial<Record<MetricType, string>>> = {
  counter: '_total',
  info: '_info',
};

/** Tells which samples of a row the format allows. */
function rowFilter(
  { type }: MetricFamily,
  { values, width, seriesShapes, ...shared }: FamilyColumns,
  { index }: Row,
): (suffix: string, value: number) => boolean {
  const shape = seriesShapes?.[index];
  const asRead = shape?.asRead === true;
  if (type === 'summary') {
    return (suffix, value) =>
      suffix === '_count' ? value >= 0 : asRead || (suffix === '_sum' ? value >= 0 : !(value < 0));
  }
  if (!type.endsWith('histogram')) return () => true;
  const bounds = shape?.bounds ?? shared.bounds ?? [];
  const sum = values[index * width + bounds.length + 1] ?? NaN;
  // Sum and count come together or not at all, and a sum that can fall is no counter.
  const hasNegativeBound = (bounds[0] ?? 0) < 0;
  const mayShow =
    type === 'gaugehistogram' ? sum >= 0 || hasNegativeBound : sum >= 0 && !hasNegativeBound;
  const isWhole = shape?.noSum !== true && shape?.noCount !== true && !Number.isNaN(sum);
  const showsTotals = isWhole && (mayShow || asRead);
  return (suffix) => suffix === '_bucket' || showsTotals;
}
