const initialSlots = 16;

/**
 * Counts by whole-number key of 32 bits, for the populated buckets of a native histogram or a sketch: a hash table in typed arrays with
 * open addressing, so that counting in a bucket that is there allocates nothing.
 */
export class BucketCounts {
  #keys = new Int32Array(initialSlots);
  /** 0 says that a slot is free: no bucket is ever populated with a count of 0. */
  #counts = new Float64Array(initialSlots);
  #size = 0;

  /** Number of populated buckets. */
  get size(): number {
    return this.#size;
  }

  /** Adds to the count of a bucket; `by` is above 0. */
  add(key: number, by: number): void {
    const mask = this.#keys.length - 1;
    let slot = slotOf(key, mask);
    while ((this.#counts[slot] as number) !== 0) {
      if (this.#keys[slot] === key) {
        (this.#counts[slot] as number) += by;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#keys[slot] = key;
    this.#counts[slot] = by;
    this.#size++;
    // At most half full, so that look-ups stay short and always end at a free slot.
    if (this.#size * 2 > this.#keys.length) this.#resize(this.#keys.length * 2);
  }

  /** The smallest key; `undefined` where no bucket is populated. */
  smallest(): number | undefined {
    let smallest: number | undefined;
    this.forEach((key) => {
      if (smallest === undefined || key < smallest) smallest = key;
    });
    return smallest;
  }

  /** Takes a bucket out and returns its count, 0 where it was not populated. */
  take(key: number): number {
    let taken = 0;
    this.#rebuild((other, count, add) => {
      if (other === key) taken = count;
      else add(other, count);
    });
    return taken;
  }

  /** Joins each two neighbours, as one step of halving the resolution does. */
  halve(): void {
    this.#rebuild((key, count, add) => {
      add(Math.ceil(key / 2), count);
    });
  }

  clear(): void {
    this.#keys = new Int32Array(initialSlots);
    this.#counts = new Float64Array(initialSlots);
    this.#size = 0;
  }

  /** The indexes of the populated buckets, ascending, and their counts. */
  sorted(): { indexes: number[]; counts: number[] } {
    // A typed array sorts numbers without a comparison function, which is several times as fast.
    const keys = new Int32Array(this.#size);
    let filled = 0;
    this.forEach((key) => (keys[filled++] = key));
    keys.sort();
    return { indexes: Array.from(keys), counts: Array.from(keys, (key) => this.#countOf(key)) };
  }

  /** Visits the populated buckets, in no order. */
  forEach(visit: (key: number, count: number) => void): void {
    const counts = this.#counts;
    for (let slot = 0; slot < counts.length; slot++) {
      const count = counts[slot] as number;
      if (count !== 0) visit(this.#keys[slot] as number, count);
    }
  }

  #countOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = slotOf(key, mask);
    while (this.#keys[slot] !== key && this.#counts[slot] !== 0) slot = (slot + 1) & mask;
    return this.#counts[slot] as number;
  }

  #resize(slots: number): void {
    this.#rebuild((key, count, add) => {
      add(key, count);
    }, slots);
  }

  #rebuild(
    visit: (key: number, count: number, add: (key: number, count: number) => void) => void,
    slots = this.#keys.length,
  ): void {
    const old = { keys: this.#keys, counts: this.#counts };
    this.#keys = new Int32Array(slots);
    this.#counts = new Float64Array(slots);
    this.#size = 0;
    const add = (key: number, count: number): void => {
      this.add(key, count);
    };
    for (let slot = 0; slot < old.counts.length; slot++) {
      const count = old.counts[slot] as number;
      if (count !== 0) visit(old.keys[slot] as number, count, add);
    }
  }
}

/** Neighbouring keys are what is used most; a multiplier spreads them. */
function slotOf(key: number, mask: number): number {
  const spread = Math.imul(key, 0x9e3779b1);
  return (spread ^ (spread >>> 15)) & mask;
}
