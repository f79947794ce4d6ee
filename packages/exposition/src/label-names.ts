/**
 * A list of label names in the order in which they stand. All lists that begin with one empty list make a tree, in
 * which equal lists are one object: most lines of a page have the names of a line before. What is only the beginning
 * of another list is not written out, lest one long line should cost the square of its length.
 */
export class LabelNames {
  readonly #none: LabelNames;
  readonly #shorter: LabelNames | undefined;
  readonly #lastName: string;
  /** The list with one name more that was asked for last; others are kept as soon as there are any. */
  #longer: LabelNames | undefined;
  #others: Map<string, LabelNames> | undefined;
  #written: WrittenList | undefined;
  #without: (LabelNames | undefined)[] | undefined;
  #alphabet: Alphabet | undefined;

  /** Without arguments: an empty list, with which others begin. */
  constructor(shorter?: LabelNames, lastName = '') {
    this.#none = shorter === undefined ? this : shorter.#none;
    this.#shorter = shorter;
    this.#lastName = lastName;
  }

  get list(): readonly string[] {
    return this.#write().list;
  }

  /** The first name that stands twice. */
  get repeated(): string | undefined {
    return this.#write().repeated;
  }

  /** This list with one name more. */
  with(name: string): LabelNames {
    const last = this.#longer;
    if (last === undefined) return (this.#longer = new LabelNames(this, name));
    if (last.#lastName === name) return last;
    this.#others ??= new Map([[last.#lastName, last]]);
    let longer = this.#others.get(name);
    if (longer === undefined) {
      longer = new LabelNames(this, name);
      this.#others.set(name, longer);
    }
    return (this.#longer = longer);
  }

  /** This list with more names. */
  withAll(names: readonly string[]): LabelNames {
    return names.reduce<LabelNames>((list, name) => list.with(name), this);
  }

  /** This list without the name at a place of it. */
  without(at: number): LabelNames {
    this.#without ??= [];
    return (this.#without[at] ??= this.#none.withAll(this.list.toSpliced(at, 1)));
  }

  /** With `values` for the names: the same text for the same labels in whatever order they stand. */
  keyOf(values: readonly string[]): string {
    if (this.#shorter === undefined) return '';
    const { order, names } = (this.#alphabet ??= alphabetOf(this.list));
    let key = names;
    for (const at of order) {
      const value = values[at] ?? '';
      key += `${value.length}:${value}`;
    }
    return key;
  }

  #write(): WrittenList {
    if (this.#written !== undefined) return this.#written;
    const list: string[] = [];
    for (let node = this as LabelNames; node.#shorter !== undefined; node = node.#shorter) {
      list.push(node.#lastName);
    }
    list.reverse();
    const isDistinct = new Set(list).size === list.length;
    const repeated = isDistinct ? undefined : list.find((name, at) => list.lastIndexOf(name) > at);
    return (this.#written = { list, repeated });
  }
}

interface WrittenList {
  readonly list: readonly string[];
  readonly repeated: string | undefined;
}

/** The names of a list in alphabetical order. */
interface Alphabet {
  /** Where each of them stands in the list. */
  readonly order: readonly number[];
  /** All of them as one text. */
  readonly names: string;
}

function alphabetOf(list: readonly string[]): Alphabet {
  const order = [...list.keys()].sort((a, b) => ((list[a] ?? '') < (list[b] ?? '') ? -1 : 1));
  return { order, names: JSON.stringify(order.map((at) => list[at])) };
}
