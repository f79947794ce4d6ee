import type {
  Exemplar,
  FamilyColumns,
  MetricFamily,
  NativeHistogramValue,
  SeriesShape,
} from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeMetricName } from './escape-name.ts';
import { metadataLine, sampleLine, sampleText, type Row } from './line-writer.ts';
import { spansOf } from './native-spans.ts';
import { valueText } from './number-text.ts';
import { OpenMetricsLines } from './openmetrics-lines.ts';

/**
 * OpenMetrics 2.0, of which there is a release candidate: a family and its samples have one name, and a histogram or a
 * summary is one sample.
 *
 * @see OpenMetrics 2.0.0-rc0, "Text Format"
 */
export class OpenMetrics2Writer extends OpenMetricsLines {
  writeFamily(family: MetricFamily): void {
    const columns = columnsOf(family);
    let name = escapeMetricName(family.name, this.scheme);
    if (family.type === 'info' && !name.endsWith('_info')) name += '_info';
    const type = this.shownType(family, name);
    this.write(metadataLine('TYPE', name, type));
    this.unit(family, name, type);
    this.help(family, name);
    for (const row of this.rows(family, columns)) {
      switch (family.type) {
        case 'histogram':
        case 'gaugehistogram':
          this.#histogram(family, name, columns, row);
          break;
        case 'summary':
          this.#summary(name, columns, row);
          break;
        default:
          this.#values(family, name, columns, row);
      }
    }
  }

  /** Here an exemplar has a time, and its labels may be of any length. */
  #exemplars(exemplars: readonly (Exemplar | undefined)[]): string {
    return exemplars
      .filter((one) => one?.timestamp !== undefined)
      .map((one) => (one === undefined ? '' : this.exemplarText(one)))
      .join('');
  }

  #values(family: MetricFamily, name: string, columns: FamilyColumns, row: Row): void {
    const isCounter = family.type === 'counter';
    const exemplars = this.#exemplars([columns.exemplars?.[row.index]?.[0]]);
    const tail = isCounter ? startText(columns, row) + exemplars : '';
    this.eachSample(family, name, columns, row, (suffix, labels, value) => {
      // NaN is no value of a counter; only a page of text can have brought it.
      if (isCounter && Number.isNaN(value)) return;
      this.write(sampleLine(name + suffix, labels, value, row.time + tail));
    });
  }

  #histogram(family: MetricFamily, name: string, columns: FamilyColumns, row: Row): void {
    const shape = columns.seriesShapes?.[row.index];
    // There has to be a sum, and NaN must not stand for one that is missing.
    if (shape?.noSum === true) return;
    const mark = family.type === 'gaugehistogram' ? 'g' : '';
    const bounds = shape?.bounds ?? columns.bounds ?? [];
    const native = columns.native?.[row.index];
    const cell = cellReader(columns, row);
    let count = 0;
    const buckets = [...bounds, Infinity].map((bound, at) => {
      count += cell(at);
      return `${this.boundText(bound)}:${valueText(count)}`;
    });
    const fields = [
      `${mark}count:${valueText(count)}`,
      `${mark}sum:${valueText(cell(bounds.length + 1))}`,
      ...(native === undefined ? [] : nativeFields(native)),
      ...(native === undefined || bounds.length > 0 ? [`bucket:[${buckets.join()}]`] : []),
    ];
    const start = mark === '' ? startText(columns, row) : '';
    // Where there are both, those of the classic buckets are to be shown.
    const exemplars =
      this.#exemplars(columns.exemplars?.[row.index] ?? []) ||
      this.#exemplars(native?.exemplars ?? []);
    this.#composite(name, row, fields, start + exemplars);
  }

  /**
   * The text wants a sum that is neither NaN nor negative; the grammar, which goes before it, takes any. A summary of
   * negative observations has a sum, and there is no way to leave it out.
   */
  #summary(name: string, columns: FamilyColumns, row: Row): void {
    const shape: SeriesShape | undefined = columns.seriesShapes?.[row.index];
    if (shape?.noSum === true || shape?.noCount === true) return;
    const quantiles = shape?.quantiles ?? columns.quantiles ?? [];
    const cell = cellReader(columns, row);
    const shown = quantiles
      .map((quantile, at) => ({ quantile, value: cell(at) }))
      .filter(({ value }) => !(value < 0))
      .map(({ quantile, value }) => `${this.boundText(quantile)}:${valueText(value)}`);
    const fields = [
      `count:${valueText(cell(quantiles.length + 1))}`,
      `sum:${valueText(cell(quantiles.length))}`,
      `quantile:[${shown.join()}]`,
    ];
    this.#composite(name, row, fields, startText(columns, row));
  }

  #composite(name: string, row: Row, fields: readonly string[], tail: string): void {
    const start = sampleText(name, row.labels);
    this.write(`${start} {${fields.join()}}${row.time}${tail}\n`);
  }
}

function cellReader({ values, width }: FamilyColumns, { index }: Row): (cell: number) => number {
  return (cell) => values[index * width + cell] ?? NaN;
}

function startText({ startTimestamps }: FamilyColumns, { index }: Row): string {
  const start = startTimestamps?.[index] ?? NaN;
  return Number.isFinite(start) ? ` st@${start}` : '';
}

function nativeFields(native: NativeHistogramValue): readonly string[] {
  const fields = [
    `schema:${native.schema}`,
    `zero_threshold:${valueText(native.zeroThreshold)}`,
    `zero_count:${valueText(native.zeroCount)}`,
  ];
  for (const sign of ['negative', 'positive'] as const) {
    const { spans, counts } = spansOf(native[sign]);
    if (counts.length === 0) continue;
    const pairs = spans.map(({ offset, length }) => `${offset}:${length}`);
    fields.push(`${sign}_spans:[${pairs.join()}]`);
    fields.push(`${sign}_buckets:[${counts.map(valueText).join()}]`);
  }
  return fields;
}
