import {
  isLegacyLabelName,
  isLegacyMetricName,
  type FamilyColumns,
  type MetricFamily,
} from '@telltale/model';
import { readRow, rowLayouts } from '@telltale/model/internal';
import { escapeLabelName, escapeMetricName, type EscapingScheme } from './escape-name.ts';
import { goFloatText, valueText } from './number-text.ts';

/** One row of the columns on its way to the page. */
export interface Row {
  readonly index: number;
  /** `a="x",b="y"`, or empty. */
  readonly labels: string;
  /** A blank and the timestamp, or empty. */
  readonly time: string;
}

/** Takes a sample of a row: what its name has behind the family's, all its labels, its cell (-1: a sum or a count). */
export type SampleSink = (suffix: string, labels: string, value: number, cell: number) => void;

/** What is escaped in label values and quoted names, and what in help texts. */
export const quotedSpecials = /[\\\n"]/g;
export const lineSpecials = /[\\\n]/g;

/** What the formats of lines have in common: how a family's columns become samples. */
export abstract class LineWriter {
  declare protected readonly scheme: EscapingScheme;
  declare protected readonly write: (line: string) => void;

  /** `write` takes the page line by line. */
  constructor(escaping: EscapingScheme, write: (line: string) => void) {
    this.scheme = escaping;
    this.write = write;
  }

  abstract writeFamily(family: MetricFamily): void;

  /** A blank and a timestamp from Unix seconds; empty where it is `NaN`. */
  protected abstract timeText(seconds: number): string;

  /** A bound or a quantile as a label value. */
  protected boundText(value: number): string {
    return goFloatText(value);
  }

  protected labelValueText(value: string): string {
    return escapeText(value, quotedSpecials);
  }

  protected *rows(family: MetricFamily, columns: FamilyColumns): Generator<Row, void, undefined> {
    const stateLabel = family.type === 'stateset' ? escapeMetricName(family.name, this.scheme) : '';
    const familyNames = this.labelNameTexts(family.labelNames, stateLabel);
    for (let index = 0; index < columns.size; index++) {
      const own = columns.seriesLabelNames?.[index];
      const names = own ? this.labelNameTexts(own, stateLabel) : familyNames;
      const values = columns.labelValues.at(index) as readonly string[];
      const labels = names
        .map((name, at) => `${name}="${this.labelValueText(values[at] as string)}"`)
        .join();
      yield { index, labels, time: this.timeText(columns.timestamps?.[index] ?? NaN) };
    }
  }

  /** Gives the samples of a row: one, or one for each bound, quantile or state, and then the sum and the count. */
  protected eachSample(
    { type }: MetricFamily,
    name: string,
    columns: FamilyColumns,
    { index, labels }: Row,
    take: SampleSink,
  ): void {
    const layout = rowLayouts[type];
    if (!layout) {
      take('', labels, columns.values[index * columns.width] as number, 0);
      return;
    }
    const { keys, cells, sum, count } = readRow(layout, columns, index);
    const [suffix, sumSuffix, countSuffix] = layout.suffixes;
    // That of a state set is called as its family is.
    const label = layout.label ?? (isLegacyLabelName(name) ? name : this.labelNameTexts([name])[0]);
    for (const [at, key] of keys.entries()) {
      const text = typeof key === 'number' ? this.boundText(key) : this.labelValueText(key);
      take(suffix, append(labels, `${label}="${text}"`), cells[at] as number, at);
    }
    const shape = columns.seriesShapes?.[index];
    if (sumSuffix && !shape?.noSum) take(sumSuffix, labels, sum, -1);
    if (countSuffix && !shape?.noCount) take(countSuffix, labels, count, -1);
  }

  /** `other` is a label that stands beside these. */
  protected labelNameTexts(names: readonly string[], other = ''): readonly string[] {
    let escaped = names.map((name) => escapeLabelName(name, this.scheme));
    // a.b and a_b would both become a_b; `values` is the scheme that keeps names apart.
    if (new Set([...escaped, other]).size <= escaped.length) {
      escaped = names.map((name) => escapeLabelName(name, 'values'));
    }
    return escaped.map((name) => (isLegacyLabelName(name) ? name : quote(name)));
  }
}

/** What is said of a family: its type, its unit or its help text. */
export function metadataLine(keyword: string, name: string, text: string): string {
  return `# ${keyword} ${isLegacyMetricName(name) ? name : quote(name)} ${text}\n`;
}

/** The name and the labels of a sample, as a line begins with them. A quoted name stands inside the braces. */
export function sampleText(name: string, labels: string): string {
  if (!isLegacyMetricName(name)) return `{${append(quote(name), labels)}}`;
  return labels ? `${name}{${labels}}` : name;
}

export function sampleLine(name: string, labels: string, value: number, tail: string): string {
  return `${sampleText(name, labels)} ${valueText(value)}${tail}\n`;
}

/** Puts a backslash before what `special` matches, and writes a line feed as `\n`. */
export function escapeText(text: string, special: RegExp): string {
  return text.replace(special, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/** Joins two label lists. */
function append(labels: string, more: string): string {
  return labels && more ? `${labels},${more}` : labels + more;
}

function quote(name: string): string {
  return `"${escapeText(name, quotedSpecials)}"`;
}
