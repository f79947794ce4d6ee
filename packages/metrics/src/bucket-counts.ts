/** Slots of the first table: V8 keeps arrays of up to 64 bytes in its heap, which spares them a block of memory. */
const firstSlots = 8;

// Before anything is counted: one free slot, shared by all, in which nothing is ever counted.
const noKeys = /* @__PURE__ */ new Int32Array(1);
const noCounts = /* @__PURE__ */ new Float64Array(1);

/**
 * Counts by whole-number key of 32 bits, for the populated buckets of a native histogram or a sketch: a hash table in
 * typed arrays with open addressing, so that counting in a bucket that is there allocates nothing.
 */
export class BucketCounts {
  #keys = noKeys;
  /** 0 says that a slot is free: no bucket is ever populated with a count of 0. */
  #counts = noCounts;
  #size = 0;
  /** The keys of the populated buckets, ascending; undefined where there are others since they were last asked for. */
  #sortedKeys: readonly number[] | undefined;

  /** Number of populated buckets. */
  get size(): number {
    return this.#size;
  }

  /** Adds to the count of a bucket; `by` is above 0. Returns whether the bucket was not populated before. */
  add(key: number, by: number): boolean {
    const keys = this.#keys;
    const counts = this.#counts;
    const slot = key & (keys.length - 1);
    const count = counts[slot] as number;
    if (count === 0 || keys[slot] !== key) return this.#addElsewhere(key, by);
    // The usual case: the bucket is there, in its first place.
    counts[slot] = count + by;
    return false;
  }

  /** The smallest key; `undefined` where no bucket is populated. */
  smallest(): number | undefined {
    return this.sorted().indexes[0];
  }

  /** Takes a bucket out and returns its count, 0 where it was not populated. */
  take(key: number): number {
    const slot = this.#slotOf(key);
    const taken = this.#counts[slot] as number;
    this.#counts[slot] = 0;
    // What stands behind it on the way of a look-up must not be lost.
    this.#rebuild(this.#keys.length, same);
    return taken;
  }

  /** Joins each two neighbours, as one step of halving the resolution does. */
  halve(): void {
    this.#rebuild(this.#keys.length, (key) => Math.ceil(key / 2));
  }

  clear(): void {
    this.#keys = noKeys;
    this.#counts = noCounts;
    this.#size = 0;
    this.#sortedKeys = undefined;
  }

  /** The indexes of the populated buckets, ascending, and their counts. */
  sorted(): { indexes: readonly number[]; counts: number[] } {
    const indexes = (this.#sortedKeys ??= this.#sort());
    return { indexes, counts: indexes.map((key) => this.#counts[this.#slotOf(key)] as number) };
  }

  #sort(): readonly number[] {
    // A typed array sorts numbers without a comparison function, which is several times as fast.
    const keys = new Int32Array(this.#size);
    let filled = 0;
    this.forEach((key) => (keys[filled++] = key));
    return Array.from(keys.sort());
  }

  /** Visits the populated buckets, in no order. */
  forEach(visit: (key: number, count: number) => void): void {
    const counts = this.#counts;
    for (let slot = 0; slot < counts.length; slot++) {
      const count = counts[slot] as number;
      if (count !== 0) visit(this.#keys[slot] as number, count);
    }
  }

  #addElsewhere(key: number, by: number): boolean {
    const slot = this.#slotOf(key);
    const isNew = this.#counts[slot] === 0;
    // At most half full, so that look-ups stay short and always end at a free slot.
    if (isNew && ++this.#size * 2 > this.#keys.length) {
      this.#rebuild(Math.max(this.#keys.length * 2, firstSlots), same);
      return this.#addElsewhere(key, by);
    }
    if (isNew) this.#sortedKeys = undefined;
    this.#keys[slot] = key;
    (this.#counts[slot] as number) += by;
    return isNew;
  }

  /** Where a key is, or where it is to be put. */
  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    // Keys that lie together, as those of most histograms do, are never in each other's way.
    let slot = key & mask;
    // An odd step, another one for each key, comes to every slot.
    const step = (Math.imul(key, 0x9e3779b1) >>> 15) | 1;
    while (this.#counts[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + step) & mask;
    return slot;
  }

  #rebuild(slots: number, keyOf: (key: number) => number): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#keys = new Int32Array(slots);
    this.#counts = new Float64Array(slots);
    this.#size = 0;
    this.#sortedKeys = undefined;
    counts.forEach((count, slot) => {
      if (count !== 0) this.#addElsewhere(keyOf(keys[slot] as number), count);
    });
  }
}

function same(key: number): number {
  return key;
}
