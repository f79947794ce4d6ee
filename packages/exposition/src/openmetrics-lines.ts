import {
  isLegacyLabelName,
  isLegacyMetricName,
  type Exemplar,
  type FamilyColumns,
  type MetricFamily,
  type MetricType,
} from '@telltale/model';
import { distinctRows } from './distinct-rows.ts';
import { escapeText, LineWriter, metadataLine, quotedSpecials, type Row } from './line-writer.ts';
import { canonicalFloatText, valueText } from './number-text.ts';

/** What a page has to end with, and nothing may follow it. */
export const openMetricsEnd = '# EOF\n';

/** What the versions of OpenMetrics have in common. */
export abstract class OpenMetricsLines extends LineWriter {
  protected override boundText(value: number): string {
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
      const values = columns.labelValues.at(index) ?? [];
      const texts = this.labelNameTexts(names);
      return texts
        .map((name, at) => JSON.stringify([name, values[at]]))
        .sort()
        .join();
    });
  }

  protected exemplarText({ labels, value, timestamp = NaN }: Exemplar): string {
    const names = this.labelNameTexts(Object.keys(labels));
    const pairs = Object.values(labels).map(
      (text, at) => `${names[at]}="${this.labelValueText(text)}"`,
    );
    return ` # {${pairs.join(',')}} ${valueText(value)}${this.timeText(timestamp)}`;
  }

  /** The label of a state set must be called as its family is, which cannot be where that has a colon. */
  protected shownType({ type }: MetricFamily, name: string): MetricType {
    const needsLabel = type === 'stateset' && this.scheme !== 'allow-utf-8';
    return needsLabel && !isLegacyLabelName(name) ? 'gauge' : type;
  }

  /** Infos and state sets have no unit. */
  protected unit({ unit }: MetricFamily, name: string, type: string): void {
    if (unit === undefined || !isLegacyMetricName(unit)) return;
    if (type !== 'info' && type !== 'stateset') this.write(metadataLine('UNIT', name, unit));
  }

  protected help({ help }: MetricFamily, name: string): void {
    if (help === '') return;
    this.write(
      metadataLine('HELP', name, escapeText(withoutCarriageReturns(help), quotedSpecials)),
    );
  }
}

function withoutCarriageReturns(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
