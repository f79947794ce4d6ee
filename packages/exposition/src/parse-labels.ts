import type { ParseCursor } from './parse-cursor.ts';

/** Labels as they stand on the page, in that order. */
export interface ParsedLabels {
  /** The quoted metric name that stands first in the braces. Absent where there is none. */
  readonly metricName?: string;
  readonly names: readonly string[];
  readonly values: readonly string[];
}

export const noLabels: ParsedLabels = { names: [], values: [] };

/** What the text format allows here and OpenMetrics does not. */
export interface LabelSyntax {
  /** Blanks and tabs between tokens, and a comma after the last label. */
  readonly isLoose: boolean;
}

const blanks = /[ \t]*/y;
const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;

/** Takes `{...}`, of which the brace is what comes next. */
export function parseLabels(cursor: ParseCursor, { isLoose }: LabelSyntax): ParsedLabels {
  const skip = (): void => {
    if (isLoose) cursor.match(blanks);
  };
  const opening = cursor.position;
  const names: string[] = [];
  const values: string[] = [];
  let metricName: string | undefined;
  cursor.take('{');
  skip();
  let isFirst = true;
  while (!cursor.take('}')) {
    if (!isFirst) {
      if (!cursor.take(','))
        throw cursor.fail(`expected , or } after a label, got ${cursor.describe()}`);
      skip();
      if (isLoose && cursor.take('}')) break;
    }
    const start = cursor.position;
    const isQuoted = cursor.peek() === '"';
    const name = isQuoted ? cursor.quoted(!isLoose) : cursor.match(labelName);
    if (name === '') {
      throw cursor.fail(`expected a label name, got ${isQuoted ? '""' : cursor.describe()}`, start);
    }
    skip();
    if (isFirst && isQuoted && cursor.peek() !== '=') {
      metricName = name;
    } else {
      if (!cursor.take('=')) {
        throw cursor.fail(`expected = after the label name ${name}, got ${cursor.describe()}`);
      }
      skip();
      if (name.startsWith('__')) {
        throw cursor.fail(
          `label name ${name} begins with __, which Prometheus keeps for itself`,
          start,
        );
      }
      names.push(name);
      values.push(cursor.quoted(!isLoose));
      skip();
    }
    isFirst = false;
  }
  if (new Set(names).size < names.length) {
    const twice = names.find((name, at) => names.lastIndexOf(name) > at);
    throw cursor.fail(`label ${twice} stands twice`, opening);
  }
  return metricName === undefined ? { names, values } : { metricName, names, values };
}

/** The labels without one of them, and that one's value. */
export function withoutLabel(
  labels: ParsedLabels,
  name: string,
): { rest: ParsedLabels; value: string | undefined } {
  const at = labels.names.indexOf(name);
  if (at < 0) return { rest: labels, value: undefined };
  const others = (_: string, index: number): boolean => index !== at;
  return {
    rest: { names: labels.names.filter(others), values: labels.values.filter(others) },
    value: labels.values[at],
  };
}

/** The same text for the same labels in whatever order they stand. */
export function labelKey(labels: ParsedLabels): string {
  if (labels.names.length === 0) return '';
  const pairs = labels.names.map((name, at) => [name, labels.values[at] ?? ''] as const);
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(pairs);
}
