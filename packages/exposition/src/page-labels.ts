import type { LabelNames } from './label-names.ts';

/** Labels of one series, in the order in which they stand. */
export interface ParsedLabels {
  readonly names: LabelNames;
  readonly values: readonly string[];
}

/** Labels without one of them, and that one's value. */
export interface LabelsWithout {
  readonly rest: ParsedLabels;
  /** `undefined`: there was none of that name. */
  readonly value: string | undefined;
}

/** Labels as they stand on a page, for all lines on which the same text stands in the braces. */
export class PageLabels implements ParsedLabels {
  /** All of it, with the braces. */
  readonly text: string;
  /** The quoted metric name that stands first in the braces. */
  readonly metricName: string | undefined;
  readonly names: LabelNames;
  readonly values: readonly string[];
  /** What came after them the last time. */
  next: PageLabels | undefined;
  #withoutName = '';
  #without: LabelsWithout | undefined;

  constructor(text: string, names: LabelNames, values: readonly string[], metricName?: string) {
    this.text = text;
    this.metricName = metricName;
    this.names = names;
    this.values = values;
  }

  without(name: string): LabelsWithout {
    if (this.#without === undefined || this.#withoutName !== name) {
      this.#withoutName = name;
      this.#without = this.#leaveOut(name);
    }
    return this.#without;
  }

  #leaveOut(name: string): LabelsWithout {
    const { names, values } = this;
    const at = names.list.indexOf(name);
    if (at < 0) return { rest: this, value: undefined };
    const rest = { names: names.without(at), values: values.toSpliced(at, 1) };
    return { rest, value: values[at] };
  }
}

/** Whether both have the same labels in the same order. */
export function areSameLabels(a: ParsedLabels, b: ParsedLabels): boolean {
  if (a === b) return true;
  if (a.names !== b.names) return false;
  for (let at = 0; at < a.values.length; at++) if (a.values[at] !== b.values[at]) return false;
  return true;
}
