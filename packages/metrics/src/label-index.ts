/**
 * Finds what belongs to a list of label values: a Map a label, so that no key is ever put together from the values
 * (`a|b` and `c` are not `a` and `b|c`), and a look-up allocates nothing.
 */
export class LabelIndex<Entry extends object> {
  readonly #depth: number;
  #root: Level<Entry> = new Map();

  /** `depth`: number of labels. Without labels there is one entry at most, and it is kept under the empty string. */
  constructor(depth: number) {
    this.#depth = Math.max(depth, 1);
  }

  /** The first level; whoever reads it goes down one level for each label. */
  get root(): Level<Entry> {
    return this.#root;
  }

  get(values: readonly string[]): Entry | undefined {
    let node: Node<Entry> | undefined = this.#root;
    for (let index = 0; index < this.#depth; index++) {
      node = (node as Level<Entry>).get(values[index] ?? '');
      if (node === undefined) return undefined;
    }
    return node as Entry;
  }

  set(values: readonly string[], entry: Entry): void {
    let level = this.#root;
    const last = this.#depth - 1;
    for (let index = 0; index < last; index++) {
      const value = values[index] ?? '';
      let next = level.get(value) as Level<Entry> | undefined;
      if (next === undefined) {
        next = new Map();
        level.set(value, next);
      }
      level = next;
    }
    level.set(values[last] ?? '', entry);
  }

  /** Removes an entry that is there, and the levels that it leaves empty. */
  delete(values: readonly string[]): void {
    const path: Level<Entry>[] = [this.#root];
    for (let index = 0; index < this.#depth - 1; index++) {
      path.push(path[index]?.get(values[index] ?? '') as Level<Entry>);
    }
    for (let index = this.#depth - 1; index >= 0; index--) {
      const level = path[index];
      level?.delete(values[index] ?? '');
      if (level === undefined || level.size > 0) return;
    }
  }

  clear(): void {
    this.#root = new Map();
  }
}

/** A level of the index: entries on the last one, further levels before it. */
export type Level<Entry extends object> = Map<string, Node<Entry>>;
type Node<Entry extends object> = Level<Entry> | Entry;
