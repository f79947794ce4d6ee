import { LabelNames } from './label-names.ts';
import { PageLabels } from './page-labels.ts';
import type { ParseCursor } from './parse-cursor.ts';

/**
 * Reads the labels of a page. The families of a page often have the same series in the same order, so what came after
 * a text in braces is expected there again, and where it comes, it is not read anew: one comparison instead.
 */
export class LabelReader {
  readonly none = new PageLabels('', new LabelNames(), []);
  readonly #cursor: ParseCursor;
  /** Of one line, and what is left of lines before: an array of the right length is made of it at the end. */
  readonly #values: string[] = [];
  /** By their text, what came first after a metric name. */
  readonly #first = new Map<string, PageLabels>();
  #last: PageLabels | undefined;
  #lastName: string | undefined;
  /** What should come next. After what was not expected, it stays what it was. */
  #expected: PageLabels | undefined;

  constructor(cursor: ParseCursor) {
    this.#cursor = cursor;
  }

  /** Takes `{...}`, of which the brace is what comes next, after the name of a metric or without one. */
  read(name: string | undefined): PageLabels {
    const labels = this.#takeExpected() ?? this.#takeOther(name);
    if (this.#last !== undefined) this.#last.next = labels;
    this.#last = labels;
    this.#lastName = name;
    this.#expected = labels.next ?? this.#expected;
    return labels;
  }

  /** What is expected, or where that is missing what comes after it, or what came last: the same point may go on. */
  #takeExpected(): PageLabels | undefined {
    const expected = this.#expected;
    return this.#takeIf(expected) ?? this.#takeIf(this.#last) ?? this.#takeIf(expected?.next);
  }

  #takeIf(labels: PageLabels | undefined): PageLabels | undefined {
    return labels !== undefined && this.#cursor.takeText(labels.text) ? labels : undefined;
  }

  #takeOther(name: string | undefined): PageLabels {
    const labels = this.#parse();
    if (name === this.#lastName) return labels;
    const first = this.#first.get(labels.text);
    if (first === undefined) this.#first.set(labels.text, labels);
    return first ?? labels;
  }

  #parse(): PageLabels {
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
    return new PageLabels(cursor.since(opening), names, this.#values.slice(0, count), metricName);
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
