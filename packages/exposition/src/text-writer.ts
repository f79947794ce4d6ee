import type { MetricFamily, MetricType } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeMetricName } from './escape-name.ts';
import { escapeText, lineSpecials, LineWriter, metadataLine, sampleLine } from './line-writer.ts';

/** Types that are called otherwise here, or that the format does not have. */
export const shownTypes: Readonly<Partial<Record<MetricType, string>>> = {
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
    const name = this.shownName(family);
    this.#part(family, name, '', shownTypes[type] ?? type);
    if (type !== 'gaugehistogram') return;
    // The format has no such type. Sum and count of a histogram only grow, so here they are gauges of their own.
    for (const part of ['_gsum', '_gcount']) this.#part(family, name, part, 'gauge');
  }

  /** Whole milliseconds; none at all where seconds as a double do not tell them apart, in some 71,000 years. */
  protected timeText(seconds: number): string {
    const milliseconds = Math.round(seconds * 1000);
    return Math.abs(milliseconds) < 2 ** 51 ? ` ${milliseconds}` : '';
  }

  protected shownName({ name, type }: MetricFamily): string {
    const escaped = escapeMetricName(name, this.scheme);
    return type === 'info' && !escaped.endsWith('_info') ? `${escaped}_info` : escaped;
  }

  protected head({ help }: MetricFamily, name: string, type: string): void {
    if (help) this.write(metadataLine('HELP', name, escapeText(help, lineSpecials)));
    this.write(metadataLine('TYPE', name, type));
  }

  /** The samples of a family that are shown under a name with the suffix `part`. */
  #part(family: MetricFamily, name: string, part: string, type: string): void {
    const columns = columnsOf(family);
    this.head(family, name + part, type);
    for (const row of this.rows(family, columns)) {
      this.eachSample(family, name, columns, row, (suffix, labels, value) => {
        if ((suffix.startsWith('_g') ? suffix : '') !== part) return;
        this.write(sampleLine(name + suffix, labels, value, row.time));
      });
    }
  }
}
