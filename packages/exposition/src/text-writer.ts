import type { FamilyColumns, MetricFamily, MetricType } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeText, lineSpecials, LineWriter } from './line-writer.ts';
import { goFloatText } from './number-text.ts';

/** Types that are called otherwise here, or that the format does not have. */
const shownTypes: Readonly<Partial<Record<MetricType, string>>> = {
  unknown: 'untyped',
  info: 'gauge',
  stateset: 'gauge',
  gaugehistogram: 'histogram',
};

/**
 * Text 0.0.4 and 1.0.0, which differ only in the content type.
 *
 * @see Prometheus documentation, "Exposition formats", text-based format
 */
export class TextWriter extends LineWriter {
  writeFamily(family: MetricFamily): void {
    const { type } = family;
    const columns = columnsOf(family);
    let name = this.metricName(family.name);
    if (type === 'info' && !name.endsWith('_info')) name += '_info';
    this.#head(family, name, shownTypes[type] ?? type);
    switch (type) {
      case 'histogram':
        this.#distribution(family, columns, name, 'le');
        return;
      case 'summary':
        this.#distribution(family, columns, name, 'quantile');
        return;
      case 'gaugehistogram':
        this.#gaugeHistogram(family, columns, name);
        return;
      case 'stateset':
        for (const row of this.rows(family, columns)) this.states(name, columns, row);
        return;
      default: {
        const sampleName = this.sampleName(name);
        for (const row of this.rows(family, columns)) this.value(sampleName, columns, row);
      }
    }
  }

  protected boundText(value: number): string {
    return goFloatText(value);
  }

  /** Whole milliseconds; none at all where they are not exact. */
  protected timeText(seconds: number): string {
    const milliseconds = Math.round(seconds * 1000);
    return Number.isSafeInteger(milliseconds) ? ` ${milliseconds}` : '';
  }

  /** The format has no exemplars. */
  protected exemplarText(): string {
    return '';
  }

  #head(family: MetricFamily, name: string, type: string): void {
    if (family.help !== '') this.metadata('HELP', name, escapeText(family.help, lineSpecials));
    this.metadata('TYPE', name, type);
  }

  /** The format has no such type. Sum and count of a histogram only grow, so here they are gauges of their own. */
  #gaugeHistogram(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const bucketName = this.sampleName(`${name}_bucket`);
    const rows = [...this.rows(family, columns)];
    const totals = rows.map((row) => this.cells(bucketName, columns, row, 'le'));
    for (const part of ['sum', 'count'] as const) {
      const partName = `${name}_g${part}`;
      const sampleName = this.sampleName(partName);
      this.#head(family, partName, 'gauge');
      for (const [at, row] of rows.entries()) {
        const shape = columns.seriesShapes?.[row.index];
        if ((part === 'sum' ? shape?.noSum : shape?.noCount) === true) continue;
        this.sample(sampleName, row.labels, totals[at]?.[part] ?? NaN, row.time);
      }
    }
  }

  #distribution(
    family: MetricFamily,
    columns: FamilyColumns,
    name: string,
    label: 'le' | 'quantile',
  ): void {
    const cellName = this.sampleName(label === 'le' ? `${name}_bucket` : name);
    const sumName = this.sampleName(`${name}_sum`);
    const countName = this.sampleName(`${name}_count`);
    for (const row of this.rows(family, columns)) {
      const shape = columns.seriesShapes?.[row.index];
      const { count, sum } = this.cells(cellName, columns, row, label);
      if (shape?.noSum !== true) this.sample(sumName, row.labels, sum, row.time);
      if (shape?.noCount !== true) this.sample(countName, row.labels, count, row.time);
    }
  }
}
