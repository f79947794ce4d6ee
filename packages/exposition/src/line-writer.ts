import {
  isLegacyLabelName,
  isLegacyMetricName,
  type FamilyColumns,
  type MetricFamily,
  type MetricType,
} from '@telltale/model';
import { escapeLabelName, escapeMetricName, type EscapingScheme } from './escape-name.ts';
import { valueText } from './number-text.ts';

/** The name of a family's samples: what stands before a suffix, and behind it without labels and before labels. */
export interface SampleName {
  readonly name: string;
  readonly start: string;
  readonly bare: string;
  readonly open: string;
}

/** One row of the columns on its way to the page. */
export interface Row {
  readonly index: number;
  /** `a="x",b="y"`, or empty. */
  readonly labels: string;
  /** A blank and the timestamp, or empty. */
  readonly time: string;
}

/** Takes one sample of a row: what its name has behind the family's, all its labels, and its place in the row. */
export type SampleSink = (suffix: string, labels: string, value: number, cell: number) => void;

/** What tells the samples of one series apart, and under which label: the states of a state set under its name. */
const keysOfTypes: Readonly<Partial<Record<MetricType, 'bounds' | 'quantiles' | 'states'>>> = {
  histogram: 'bounds',
  gaugehistogram: 'bounds',
  summary: 'quantiles',
  stateset: 'states',
};

/** What is escaped in label values and quoted names, and what in help texts. */
export const quotedSpecials = /[\\\n"]/g;
export const lineSpecials = /[\\\n]/g;

/** What the formats of lines have in common: how a family's columns become samples. */
export abstract class LineWriter {
  protected readonly escaping: EscapingScheme;
  protected readonly write: (line: string) => void;

  /** `write` takes the page line by line. */
  constructor(escaping: EscapingScheme, write: (line: string) => void) {
    this.escaping = escaping;
    this.write = write;
  }

  abstract writeFamily(family: MetricFamily): void;

  /** A bound or a quantile as a label value. */
  protected abstract boundText(value: number): string;

  /** A blank and a timestamp from Unix seconds; empty where it is `NaN`. */
  protected abstract timeText(seconds: number): string;

  protected labelValueText(value: string): string {
    return escapeText(value, quotedSpecials);
  }

  protected metricName(name: string): string {
    return escapeMetricName(name, this.escaping);
  }

  protected metadata(keyword: string, name: string, text: string): void {
    const shown = isLegacyMetricName(name) ? name : quote(name);
    this.write(`# ${keyword} ${shown} ${text}\n`);
  }

  /** A quoted name stands inside the braces. */
  protected sampleName(name: string): SampleName {
    return isLegacyMetricName(name)
      ? { name, start: name, bare: '', open: '{' }
      : { name, start: `{${quote(name).slice(0, -1)}`, bare: '"}', open: '",' };
  }

  protected *rows(family: MetricFamily, columns: FamilyColumns): Generator<Row, void, undefined> {
    const stateLabel = family.type === 'stateset' ? this.metricName(family.name) : '';
    const familyNames = this.labelNameTexts(family.labelNames, stateLabel);
    for (let index = 0; index < columns.size; index++) {
      const own = columns.seriesLabelNames?.[index];
      const names = own === undefined ? familyNames : this.labelNameTexts(own, stateLabel);
      const values = columns.labelValues[index] ?? [];
      let labels = '';
      for (let at = 0; at < names.length; at++) {
        labels = append(labels, `${names[at]}="${this.labelValueText(values[at] ?? '')}"`);
      }
      yield { index, labels, time: this.timeText(columns.timestamps?.[index] ?? NaN) };
    }
  }

  /** Gives the samples of a row: one, or one for each bound, quantile or state, and then the sum and the count. */
  protected eachSample(
    { type }: MetricFamily,
    name: string,
    { values, width, seriesShapes, ...shared }: FamilyColumns,
    { index, labels }: Row,
    take: SampleSink,
  ): void {
    const cellValue = (cell: number): number => values[index * width + cell] ?? NaN;
    const kind = keysOfTypes[type];
    if (kind === undefined) {
      take('', labels, cellValue(0), 0);
      return;
    }
    const shape = seriesShapes?.[index];
    const isHistogram = kind === 'bounds';
    const keys = [...(shape?.[kind] ?? shared[kind] ?? []), ...(isHistogram ? [Infinity] : [])];
    const label = isHistogram ? 'le' : kind === 'quantiles' ? 'quantile' : this.#stateLabel(name);
    let count = 0;
    for (const [cell, key] of keys.entries()) {
      count += cellValue(cell);
      const text = typeof key === 'number' ? this.boundText(key) : this.labelValueText(key);
      take(
        isHistogram ? '_bucket' : '',
        append(labels, `${label}="${text}"`),
        isHistogram ? count : cellValue(cell),
        cell,
      );
    }
    if (kind === 'states') return;
    const mark = type === 'gaugehistogram' ? '_g' : '_';
    const at = keys.length;
    if (shape?.noSum !== true) take(`${mark}sum`, labels, cellValue(at), at);
    if (!isHistogram) count = cellValue(at + 1);
    if (shape?.noCount !== true) take(`${mark}count`, labels, count, at + 1);
  }

  /** `other` is a label that stands beside these. */
  protected labelNameTexts(names: readonly string[], other = ''): readonly string[] {
    let escaped = names.map((name) => escapeLabelName(name, this.escaping));
    // a.b and a_b would both become a_b; `values` is the scheme that keeps names apart.
    if (new Set([...escaped, other]).size <= escaped.length) {
      escaped = names.map((name) => escapeLabelName(name, 'values'));
    }
    return escaped.map((name) => (isLegacyLabelName(name) ? name : quote(name)));
  }

  /** The label of a state set is called as its family is. */
  #stateLabel(name: string): string | undefined {
    return isLegacyLabelName(name) ? name : this.labelNameTexts([name])[0];
  }
}

/** The name and the labels of a sample, as a line begins with them. */
export function sampleText(
  { start, bare, open }: SampleName,
  suffix: string,
  labels: string,
): string {
  return start + suffix + (labels === '' ? bare : `${open}${labels}}`);
}

export function sampleLine(
  name: SampleName,
  suffix: string,
  labels: string,
  value: number,
  tail: string,
): string {
  return `${sampleText(name, suffix, labels)} ${valueText(value)}${tail}\n`;
}

/** Puts a backslash before what `special` matches, and writes a line feed as `\n`. */
export function escapeText(text: string, special: RegExp): string {
  return text.replace(special, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/** Joins two label lists. */
function append(labels: string, more: string): string {
  return labels === '' ? more : `${labels},${more}`;
}

function quote(name: string): string {
  return `"${escapeText(name, quotedSpecials)}"`;
}
