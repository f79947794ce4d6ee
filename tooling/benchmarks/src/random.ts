/**
 * Numbers from 0 up, below 1, the same ones in every run and for every contender. A linear congruential generator
 * with the constants of Numerical Recipes: good enough to spread values over buckets and series.
 */
export function randomNumbers(seed = 1): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The numbers from 0 up to `length`, in an order without a pattern. */
export function shuffledIndexes(length: number, random: () => number): Uint32Array {
  const indexes = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const moved = indexes[last] as number;
    indexes[last] = indexes[other] as number;
    indexes[other] = moved;
  }
  return indexes;
}
