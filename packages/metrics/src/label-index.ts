/**
 * Finds the row of a list of label values: a Map a label, so that no key is ever put together from the values
 * (`a|b` and `c` are not `a` and `b|c`), and a look-up allocates nothing.
 */
export class LabelIndex {
  readonly #names: readonly string[];
  #root: Level = new Map();

  constructor(names: readonly string[]) {
    // A copy: V8 reads a frozen array more slowly.
    this.#names = [...names];
  }

  /** The row of labels by name; `undefined` where there is none, and where they are not all text or not these names. */
  find(labels: LabelsObject): number | undefined {
    const names = this.#names;
    let node: Node = this.#root;
    let count = 0;
    let isInOrder = true;
    // A value that is read in the loop over its own object costs no look-up of its name.
    for (const name in labels) {
      if (name !== names[count++]) isInOrder = false;
      if (isInOrder) node = below(node, labels[name]);
    }
    if (!isInOrder) {
      node = this.#root;
      for (const name of names) node = below(node, labels[name]);
    }
    const isWhole = typeof node === 'number' && count === names.length;
    // Labels that are inherited are none. Object.getPrototypeOf() takes a tenth of the whole look-up; where an engine
    // has no __proto__, series are found by their values.
    return isWhole && labels.__proto__ === Object.prototype ? (node as number) : undefined;
  }

  /** The row of values in the order of the names. */
  get(values: readonly string[]): number | undefined {
    let node: Node = this.#root;
    for (const value of values) node = below(node, value);
    // Without labels there is one row at most, and it is kept under the empty string.
    return (values.length > 0 ? node : below(node, '')) as number | undefined;
  }

  /** Adds a row where there is none yet, and returns the one that is there then. */
  add(values: readonly string[], row: number): number {
    const level = this.#lastLevel(values);
    const value = values[values.length - 1] ?? '';
    const known = level.get(value);
    if (known === undefined) level.set(value, row);
    return (known as number | undefined) ?? row;
  }

  /** Says where the row of these values is now. */
  set(values: readonly string[], row: number): void {
    this.#lastLevel(values).set(values.at(-1) ?? '', row);
  }

  #lastLevel(values: readonly string[]): Level {
    let level = this.#root;
    for (let index = 0; index < values.length - 1; index++) {
      const value = values[index] as string;
      let next = level.get(value) as Level | undefined;
      if (next === undefined) level.set(value, (next = new Map()));
      level = next;
    }
    return level;
  }

  /** Removes a row that is there, and the levels that it leaves empty. */
  delete(values: readonly string[], level = this.#root, index = 0): void {
    const value = values[index] ?? '';
    if (index < values.length - 1) {
      const next = level.get(value) as Level;
      this.delete(values, next, index + 1);
      if (next.size > 0) return;
    }
    level.delete(value);
  }

  clear(): void {
    this.#root = new Map();
  }
}

type LabelsObject = Readonly<Record<string, unknown>> & { readonly __proto__?: unknown };

/** A level: rows on the last one, further levels before it. */
type Level = Map<string, Level | number>;
type Node = Level | number | undefined;

function below(node: Node, value: unknown): Node {
  return typeof value === 'string' ? (node as Level | undefined)?.get(value) : undefined;
}
