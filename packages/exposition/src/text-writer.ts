import type { FamilyColumns, MetricFamily } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeText, lineSpecials, LineWriter, type SampleName } from './line-writer.ts';
import { goFloatText } from './number-text.ts';

/**
 * Text 0.0.4 and 1.0.0, which differ only in the content type.
 *
 * @see Prometheus documentation, "Exposition formats", text-based format
 */
export class TextWriter extends LineWriter {
  writeFamily(family: MetricFamily): void {
    const columns = columnsOf(family);
    const name = this.metricName(family.name);
    switch (family.type) {
      case 'counter':
      case 'gauge':
        this.#head(family, name, family.type);
        this.#values(family, columns, this.sampleName(name));
        return;
      case 'unknown':
        this.#head(family, name, 'untyped');
        this.#values(family, columns, this.sampleName(name));
        return;
      case 'info': {
        const infoName = name.endsWith('_info') ? name : `${name}_info`;
        this.#head(family, infoName, 'gauge');
        this.#values(family, columns, this.sampleName(infoName));
        return;
      }
      case 'histogram':
      case 'summary':
        this.#head(family, name, family.type);
        this.#distribution(family, columns, name);
        return;
      case 'gaugehistogram':
        this.#head(family, name, 'histogram');
        this.#gaugeHistogram(family, columns, name);
        return;
      case 'stateset':
        this.#head(family, name, 'gauge');
        for (const row of this.rows(family, columns)) this.states(name, columns, row);
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

  #values(family: MetricFamily, columns: FamilyColumns, name: SampleName): void {
    for (const row of this.rows(family, columns)) this.value(name, columns, row);
  }

  /** The format has no such type. Sum and count of a histogram only grow, so here they are gauges of their own. */
  #gaugeHistogram(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const bucketName = this.sampleName(`${name}_bucket`);
    const rows = [...this.rows(family, columns)];
    const totals = rows.map((row) => this.buckets(bucketName, columns, row));
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

  /** What is in the rows of a histogram or a summary, and its sum and count. */
  #distribution(family: MetricFamily, columns: FamilyColumns, name: string): void {
    const ofBuckets = family.type === 'histogram';
    const cellName = this.sampleName(ofBuckets ? `${name}_bucket` : name);
    const sumName = this.sampleName(`${name}_sum`);
    const countName = this.sampleName(`${name}_count`);
    for (const row of this.rows(family, columns)) {
      const shape = columns.seriesShapes?.[row.index];
      const { count, sum } = ofBuckets
        ? this.buckets(cellName, columns, row)
        : this.quantiles(cellName, columns, row);
      if (shape?.noSum !== true) this.sample(sumName, row.labels, sum, row.time);
      if (shape?.noCount !== true) this.sample(countName, row.labels, count, row.time);
    }
  }
}
