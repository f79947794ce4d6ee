import type { LabelRows } from '@telltale/model';

/** What a look-up gives where no row has these labels, but all of their values are known. */
export const noRow = -1;
/** What it gives where a row of these labels cannot be there; whether they are labels at all is not known then. */
const unknownRow = -2;

/** The prototype of objects; not known where `__proto__` cannot be read, as under `--disable-proto` of Node.js. */
let plain: unknown;
try {
  plain = ({} as LabelsObject).__proto__;
} catch {
  // Series are found by their values then.
}

/** Spreads hashes evenly: 2^32 by the golden ratio, after D. E. Knuth, "The Art of Computer Programming", 6.4. */
const spread = 0x9e37_79b1;

/**
 * The labels and the start of each series, in rows that are dense, and where the row of certain labels is. Each label
 * has a dictionary, and a row is the numbers of its words; the row is found in an open hash table by all of them. So no
 * key is ever put together from the values (`a|b` and `c` are not `a` and `b|c`), a look-up allocates nothing, and a
 * row takes some tens of bytes, in which the garbage collector finds nothing to visit.
 */
export class SeriesRows {
  /** How many rows there are. */
  size!: number;
  /** Of them all; there may be more. Another object once a row was taken out or restarted that a reading looks at. */
  columns!: RowColumns;
  readonly #names: readonly string[];
  /** By label, the number of each word. */
  #dictionaries!: Map<unknown, number>[];
  /** Row + 1; 0 where no row ever was, -1 where one was taken out. At most half of them are not 0. */
  #slots!: Int32Array;
  #slotsTaken!: number;
  /** The words of the last look-up, and the slot for their row where it was not found. */
  readonly #sought: Uint32Array;
  #slot = 0;
  /** Values that were looked up lately, and their words: most come again and again. */
  #recent!: string[];
  #recentWords!: number[];
  /** Whether a reading has the columns, of which it looks at no more rows than there were. */
  #areShared!: boolean;

  constructor(names: readonly string[]) {
    // A copy: V8 reads a frozen array more slowly.
    this.#names = [...names];
    this.#sought = new Uint32Array(names.length);
    this.clear();
  }

  /** The row of labels by name. Less than 0: there is none, and the labels may be wrong. */
  find(labels: LabelsObject): number {
    const names = this.#names;
    const dictionaries = this.#dictionaries;
    const recent = this.#recent;
    const recentWords = this.#recentWords;
    const sought = this.#sought;
    let count = 0;
    let hash = 0;
    let areFound = true;
    // A value that is read in the loop over its own object costs no look-up of its name.
    for (const name in labels) {
      const value = labels[name];
      let word: number | undefined;
      if (name === names[count] && typeof value === 'string') {
        const place = placeOf(count, value);
        if (recent[place] === value) word = recentWords[place];
        else if ((word = (dictionaries[count] as Map<unknown, number>).get(value)) !== undefined) {
          recent[place] = value;
          recentWords[place] = word;
        }
      }
      if (word === undefined) areFound = false;
      else {
        sought[count] = word;
        hash = Math.imul(hash + word, spread);
      }
      count++;
    }
    // Labels that are inherited are none. Object.getPrototypeOf() takes a tenth of the whole look-up.
    if (!count || count !== names.length || !plain || labels.__proto__ !== plain) {
      return unknownRow;
    }
    return areFound ? this.#seek(hash) : this.get(names.map((name) => labels[name]));
  }

  /**
   * The row of values in the order of the names. Less than 0: there is none; where it is to be made, `append()` makes
   * it.
   */
  get(values: readonly unknown[], isToBeMade = false): number {
    let hash = 0;
    for (let at = 0; at < values.length; at++) {
      const value = values[at];
      const dictionary = this.#dictionaries[at] as Map<unknown, number>;
      let word = dictionary.get(value);
      if (word === undefined) {
        if (!isToBeMade) return unknownRow;
        word = dictionary.size;
        dictionary.set(value, word);
        (this.columns.words[at] as string[]).push(value as string);
      }
      this.#sought[at] = word;
      hash = Math.imul(hash + word, spread);
    }
    return this.#seek(hash);
  }

  /** Makes the row of the last look-up, which gave `noRow`. It starts now. */
  append(): number {
    const sought = this.#sought;
    const row = this.size++;
    const columns = this.columns;
    if (columns.starts.length === row) {
      const { numbers, starts } = columns;
      // Room for a quarter more.
      const rows = row + (row >> 2) + 1;
      columns.numbers = new Uint32Array(rows * sought.length);
      columns.numbers.set(numbers);
      columns.starts = new Float64Array(rows);
      columns.starts.set(starts);
    }
    const { numbers } = columns;
    const start = row * sought.length;
    for (let at = 0; at < sought.length; at++) numbers[start + at] = sought[at] as number;
    columns.starts[row] = Date.now() / 1000;
    this.#slots[this.#slot] = row + 1;
    if (++this.#slotsTaken * 2 > this.#slots.length) this.#grow();
    return row;
  }

  /** Takes a row out; the last one takes its place. */
  takeOut(row: number): void {
    const { numbers, starts } = this.#own();
    const last = --this.size;
    this.#slots[this.#slotOf(row, row + 1)] = -1;
    if (row === last) return;
    this.#slots[this.#slotOf(last, last + 1)] = row + 1;
    const width = this.#sought.length;
    numbers.copyWithin(row * width, last * width, (last + 1) * width);
    starts[row] = starts[last] as number;
  }

  /** Has a row start now. */
  restart(row: number): void {
    this.#own().starts[row] = Date.now() / 1000;
  }

  clear(): void {
    this.size = this.#slotsTaken = 0;
    this.#slots = new Int32Array(2);
    this.#areShared = false;
    this.#recent = [];
    this.#recentWords = [];
    this.#dictionaries = this.#names.map(() => new Map<unknown, number>());
    const words = this.#names.map(() => []);
    this.columns = new RowColumns(words, new Uint32Array(words.length), new Float64Array(1));
  }

  /** The columns as they are now; the same object as long as no row is taken out or restarted. */
  read(): RowColumns {
    this.#areShared = true;
    return this.columns;
  }

  #seek(hash: number): number {
    const sought = this.#sought;
    const slots = this.#slots;
    const { numbers } = this.columns;
    const width = sought.length;
    for (let slot = firstSlot(hash, slots); ; slot = (slot + 1) & (slots.length - 1)) {
      const row = (slots[slot] as number) - 1;
      if (row === noRow) {
        this.#slot = slot;
        return row;
      }
      const start = row * width;
      let at = 0;
      // A row that was taken out has no numbers.
      while (at < width && numbers[start + at] === sought[at]) at++;
      if (at === width) return row;
    }
  }

  /** Makes room in the hash table; where rows were taken out, it forgets their words instead. */
  #grow(): void {
    const columns = this.columns;
    const { size } = this;
    if (this.#slotsTaken > size) {
      this.clear();
      // With room for half as many more, or it would be full again after the next few.
      this.#slots = new Int32Array(1 << (32 - Math.clz32(size * 3)));
      for (let row = 0; row < size; row++) {
        this.get(columns.at(row), true);
        this.append();
      }
      this.columns.starts.set(columns.starts.subarray(0, size));
      return;
    }
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let row = 0; row < size; row++) this.#slots[this.#slotOf(row, 0)] = row + 1;
  }

  /** The first slot for a row that holds this. */
  #slotOf(row: number, content: number): number {
    const slots = this.#slots;
    const { numbers } = this.columns;
    const width = this.#sought.length;
    let hash = 0;
    for (let at = row * width; at < (row + 1) * width; at++) {
      hash = Math.imul(hash + (numbers[at] as number), spread);
    }
    let slot = firstSlot(hash, slots);
    while (slots[slot] !== content) slot = (slot + 1) & (slots.length - 1);
    return slot;
  }

  /** The columns, to be changed in rows that a reading looks at. */
  #own(): RowColumns {
    if (this.#areShared) {
      this.#areShared = false;
      const { words, numbers, starts } = this.columns;
      this.columns = new RowColumns(
        words,
        numbers.slice(0, this.size * words.length),
        starts.slice(0, this.size),
      );
    }
    return this.columns;
  }
}

/** Where a value of a label is looked for first: such as stand beside each other mostly end in another character. */
function placeOf(label: number, value: string): number {
  return (label << 5) | ((value.length + value.charCodeAt(value.length - 1)) & 31);
}

function firstSlot(hash: number, slots: Int32Array): number {
  return hash >>> (Math.clz32(slots.length) + 1);
}

/** Label values by row, as the numbers of their words, and starts. */
class RowColumns implements LabelRows {
  declare readonly words: string[][];
  numbers: Uint32Array;
  /** Unix times in seconds. */
  starts: Float64Array;

  constructor(words: string[][], numbers: Uint32Array, starts: Float64Array) {
    this.words = words;
    this.numbers = numbers;
    this.starts = starts;
  }

  at(row: number): readonly string[] {
    const { words, numbers } = this;
    const start = row * words.length;
    return words.map((list, label) => list[numbers[start + label] as number] as string);
  }
}

type LabelsObject = Readonly<Record<string, unknown>> & { readonly __proto__?: unknown };
