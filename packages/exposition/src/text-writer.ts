import type { MetricFamily, MetricType } from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeMetricName } from './escape-name.ts';
import { escapeText, lineSpecials, LineWriter, metadataLine, sampleLine } from './line-writer.ts';

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
    let name = escapeMetricName(family.name, this.escaping);
    if (type === 'info' && !name.endsWith('_info')) name += '_info';
    this.#part(family, name, '', shownTypes[type] ?? type);
    if (type !== 'gaugehistogram') return;
    // The format has no such type. Sum and count of a histogram only grow, so here they are gauges of their own.
    for (const part of ['_gsum', '_gcount']) this.#part(family, name, part, 'gauge');
  }

  /** Whole milliseconds; none at all where they are not exact. */
  protected timeText(seconds: number): string {
    const milliseconds = Math.round(seconds * 1000);
    return Number.isSafeInteger(milliseconds) ? ` ${milliseconds}` : '';
  }

  /** The samples of a family that are shown under a name with the suffix `part`. */
  #part(family: MetricFamily, name: string, part: string, type: string): void {
    const columns = columnsOf(family);
    const { help } = family;
    if (help !== '') this.write(metadataLine('HELP', name + part, escapeText(help, lineSpecials)));
    this.write(metadataLine('TYPE', name + part, type));
    for (const row of this.rows(family, columns)) {
      this.eachSample(family, name, columns, row, (suffix, labels, value) => {
        if ((suffix.startsWith('_g') ? suffix : '') !== part) return;
        this.write(sampleLine(name + suffix, labels, value, row.time));
      });
    }
  }
}
