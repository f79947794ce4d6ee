import {
  isLegacyLabelName,
  isLegacyMetricName,
  type FamilyColumns,
  type MetricFamily,
} from '@telltale/model';
import { escapeLabelName, escapeMetricName, type EscapingScheme } from './escape-name.ts';
import { valueText } from './number-text.ts';
import type { Writer } from './writer.ts';

/** A sample name in its two forms: alone, and up to where labels begin. A quoted name stands inside the braces. */
export interface SampleName {
  readonly name: string;
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

/** What is escaped in label values and quoted names, and what in help texts. */
export const quotedSpecials = /[\\\n"]/g;
export const lineSpecials = /[\\\n]/g;

const chunkLength = 32_768;

/** What the formats of lines have in common: how a family's columns become samples. */
export abstract class LineWriter implements Writer {
  /** The end of the page; what stands before it is in the chunks. */
  protected page = '';
  protected readonly escaping: EscapingScheme;
  readonly #chunks: Uint8Array[] = [];

  constructor(escaping: EscapingScheme) {
    this.escaping = escaping;
  }

  abstract writeFamily(family: MetricFamily): void;

  finish(): Uint8Array {
    this.#breakPage();
    const bytes = new Uint8Array(this.#chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** A bound or a quantile as a label value. */
  protected abstract boundText(value: number): string;

  /** A blank and a timestamp from Unix seconds; empty where it is `NaN`. */
  protected abstract timeText(seconds: number): string;

  /** What follows a sample that may have an exemplar. */
  protected abstract exemplarText(columns: FamilyColumns, row: number, cell: number): string;

  protected labelValueText(value: string): string {
    return escapeText(value, quotedSpecials);
  }

  protected metricName(name: string): string {
    return escapeMetricName(name, this.escaping);
  }

  protected metadata(keyword: string, name: string, text: string): void {
    const shown = isLegacyMetricName(name) ? name : quote(name);
    this.page += `# ${keyword} ${shown} ${text}\n`;
  }

  protected sampleName(name: string): SampleName {
    if (isLegacyMetricName(name)) return { name, bare: name, open: `${name}{` };
    const quoted = quote(name);
    return { name, bare: `{${quoted}}`, open: `{${quoted},` };
  }

  protected sample(name: SampleName, labels: string, value: number, tail: string): void {
    this.page += sampleLine(name, labels, value, tail);
  }

  protected *rows(family: MetricFamily, columns: FamilyColumns): Generator<Row, void, undefined> {
    const stateLabel = family.type === 'stateset' ? this.metricName(family.name) : '';
    const familyNames = this.labelNameTexts(family.labelNames, stateLabel);
    for (let index = 0; index < columns.size; index++) {
      if (this.page.length > chunkLength) this.#breakPage();
      const own = columns.seriesLabelNames?.[index];
      const names = own === undefined ? familyNames : this.labelNameTexts(own, stateLabel);
      const values = columns.labelValues[index] ?? [];
      let labels = '';
      for (let at = 0; at < names.length; at++) {
        labels += `${at > 0 ? ',' : ''}${names[at]}="${this.labelValueText(values[at] ?? '')}"`;
      }
      yield { index, labels, time: this.timeText(columns.timestamps?.[index] ?? NaN) };
    }
  }

  /** The value of counters, gauges, infos and unknowns. */
  protected value(
    name: SampleName,
    columns: FamilyColumns,
    { index, labels, time }: Row,
    exemplar = '',
  ): void {
    this.sample(name, labels, columns.values[index * columns.width] ?? NaN, time + exemplar);
  }

  /** The buckets of a histogram, or the quantiles of a summary that `shows` lets through. Gives its count and sum. */
  protected cells(
    name: SampleName,
    columns: FamilyColumns,
    { index, labels, time }: Row,
    label: 'le' | 'quantile',
    shows: (value: number) => boolean = () => true,
  ): { count: number; sum: number } {
    const shape = columns.seriesShapes?.[index];
    const isHistogram = label === 'le';
    const keys = isHistogram
      ? [...(shape?.bounds ?? columns.bounds ?? []), Infinity]
      : (shape?.quantiles ?? columns.quantiles ?? []);
    const cellValue = (cell: number): number => columns.values[index * columns.width + cell] ?? NaN;
    let count = 0;
    for (const [cell, key] of keys.entries()) {
      count += cellValue(cell);
      const value = isHistogram ? count : cellValue(cell);
      const keyLabel = `${label}="${this.boundText(key)}"`;
      const tail = time + this.exemplarText(columns, index, cell);
      if (shows(value)) this.sample(name, append(labels, keyLabel), value, tail);
    }
    return {
      count: isHistogram ? count : cellValue(keys.length + 1),
      sum: cellValue(keys.length),
    };
  }

  /** The states of a state set, under a label that is called as the family is. */
  protected states(name: string, columns: FamilyColumns, { index, labels, time }: Row): void {
    const states = columns.seriesShapes?.[index]?.states ?? columns.states ?? [];
    const sampleName = this.sampleName(name);
    const [label = name] = isLegacyLabelName(name) ? [name] : this.labelNameTexts([name]);
    for (const [cell, state] of states.entries()) {
      const stateLabel = `${label}="${this.labelValueText(state)}"`;
      const value = columns.values[index * columns.width + cell] ?? 0;
      this.sample(sampleName, append(labels, stateLabel), value, time);
    }
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

  /**
   * A string that grows by concatenation is a tree to V8, and the garbage collector copies the whole of it again and
   * again: with 8 MB, half of the time is spent on that.
   */
  #breakPage(): void {
    this.#chunks.push(new TextEncoder().encode(this.page));
    this.page = '';
  }
}

export function sampleLine(name: SampleName, labels: string, value: number, tail: string): string {
  const start = labels === '' ? name.bare : `${name.open}${labels}}`;
  return `${start} ${valueText(value)}${tail}\n`;
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
