import type { Exemplar } from '@telltale/model';

const mostExemplars = 10;
/** Seconds after which an exemplar makes room for any other. */
const maxAge = 300;

/**
 * The exemplars of one native histogram: not one a bucket, but a few that are spread over what was observed, as its
 * buckets are too many.
 *
 * @see Prometheus "Native Histograms" specification, "Exemplars"
 */
export class NativeExemplars {
  /** Ascending by value. */
  #kept: readonly Exemplar[] = [];

  add(exemplar: Exemplar): void {
    const after = this.#kept.findIndex(({ value }) => value > exemplar.value);
    const all = this.#kept.toSpliced(after < 0 ? this.#kept.length : after, 0, exemplar);
    this.#kept = all.length > mostExemplars ? all.toSpliced(superfluous(all, exemplar), 1) : all;
  }

  /** `undefined` where there are none. */
  read(): readonly Exemplar[] | undefined {
    return this.#kept.length > 0 ? this.#kept : undefined;
  }

  clear(): void {
    this.#kept = [];
  }
}

/** The one to give up: the oldest if it is too old, else the older one of the two that are closest to each other. */
function superfluous(exemplars: readonly Exemplar[], newest: Exemplar): number {
  const age = (index: number): number =>
    (newest.timestamp ?? 0) - (exemplars[index]?.timestamp ?? 0);
  let oldest = 0;
  let closest = 1;
  for (let index = 1; index < exemplars.length; index++) {
    if (age(index) > age(oldest)) oldest = index;
    if (gap(exemplars, index) < gap(exemplars, closest)) closest = index;
  }
  if (age(oldest) > maxAge) return oldest;
  // Of equal values the later one stands behind; in the same millisecond only the newest is told by itself.
  const isOlder = age(closest) > age(closest - 1) || exemplars[closest - 1] === newest;
  return isOlder ? closest : closest - 1;
}

/** How far an exemplar is from the one before it, in powers of two as buckets are. */
function gap(exemplars: readonly Exemplar[], index: number): number {
  const [a, b] = [exemplars[index - 1]?.value ?? 0, exemplars[index]?.value ?? 0];
  return a === b ? 0 : place(b) - place(a);
}

/** 0 lies in the middle, beyond the smallest doubles of both signs. */
function place(value: number): number {
  return value === 0 ? 0 : Math.sign(value) * (1100 + Math.log2(Math.abs(value)));
}
