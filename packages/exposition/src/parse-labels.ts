import { LabelNames } from './label-names.ts';
import type { ParseCursor } from './parse-cursor.ts';

/** Labels as they stand on the page, in that order. */
export interface ParsedLabels {
  readonly names: LabelNames;
  readonly values: readonly string[];
}

/** The same of a sample, or of an exemplar. */
export interface PageLabels extends ParsedLabels {
  /** The quoted metric name that stands first in the braces. */
  readonly metricName: string | undefined;
}

/** Whether both have the same labels in the same order. `false` is not certain of another order. */
export function areSameLabels(a: ParsedLabels, b: ParsedLabels): boolean {
  if (a.names !== b.names) return false;
  for (let at = 0; at < a.values.length; at++) if (a.values[at] !== b.values[at]) return false;
  return true;
}

/** Reads the labels of a page. */
export class LabelReader {
  readonly none: PageLabels = { metricName: undefined, names: new LabelNames(), values: [] };
  readonly #cursor: ParseCursor;
  /** Of one line, and what is left of lines before: an array of the right length is made of it at the end. */
  readonly #values: string[] = [];

  constructor(cursor: ParseCursor) {
    this.#cursor = cursor;
  }

  /** Takes `{...}`, of which the brace is what comes next. */
  read(): PageLabels {
    const cursor = this.#cursor;
    const opening = cursor.position;
    let metricName: string | undefined;
    let { names } = this.none;
    cursor.take('{');
    cursor.skipBlanks();
    let count = 0;
    let isFirst = true;
    while (!cursor.take('}')) {
      if (!isFirst) {
        if (!cursor.take(','))
          throw cursor.fail(`expected , or } after a label, got ${cursor.describe()}`);
        cursor.skipBlanks();
        if (cursor.isLoose && cursor.take('}')) break;
      }
      const start = cursor.position;
      const mayNameMetric = isFirst && cursor.isAt('"');
      const name = cursor.labelName();
      cursor.skipBlanks();
      if (mayNameMetric && !cursor.isAt('=')) {
        metricName = name;
      } else {
        names = names.with(name);
        this.#values[count++] = this.#value(name, start);
        cursor.skipBlanks();
      }
      isFirst = false;
    }
    const { repeated } = names;
    if (repeated !== undefined) throw cursor.fail(`label ${repeated} stands twice`, opening);
    return { metricName, names, values: this.#values.slice(0, count) };
  }

  /** The name of a sample, which stands at `position` or in the braces. */
  sampleName(bareName: string | undefined, labels: PageLabels, position: number): string {
    const { metricName } = labels;
    if (bareName !== undefined && metricName !== undefined) {
      throw this.#cursor.fail('a metric name stands before the braces and in them', position);
    }
    const name = bareName ?? metricName;
    if (name === undefined) throw this.#cursor.fail('a metric name is missing', position);
    return name;
  }

  /** Takes what follows a name. */
  #value(name: string, nameStart: number): string {
    const cursor = this.#cursor;
    if (!cursor.take('=')) {
      throw cursor.fail(`expected = after the label name ${name}, got ${cursor.describe()}`);
    }
    cursor.skipBlanks();
    if (name.startsWith('__')) {
      throw cursor.fail(
        `label name ${name} begins with __, which Prometheus keeps for itself`,
        nameStart,
      );
    }
    return cursor.quoted();
  }
}

/** The labels without one of them, and that one's value. */
export function withoutLabel(
  { names, values }: ParsedLabels,
  name: string,
): { rest: ParsedLabels; value: string | undefined } {
  const at = names.list.indexOf(name);
  if (at < 0) return { rest: { names, values }, value: undefined };
  return { rest: { names: names.without(at), values: values.toSpliced(at, 1) }, value: values[at] };
}
