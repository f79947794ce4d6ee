export interface Bucket {
  readonly upperBound: number;
  /** Cumulative. */
  readonly count: number;
}

/**
 * What histogram_quantile() is to give: linear within the bucket that holds the rank, whose lower
 * end is 0 for the first; the last finite bound where the rank is beyond it. Where a bucket has less
 * than the one below, as rates may that were extrapolated one by one, it is taken to have as much.
 *
 * @see Prometheus documentation, "Query functions", histogram_quantile()
 */
export function quantileOfBuckets(quantile: number, buckets: readonly Bucket[]): number {
  let most = 0;
  const sorted = [...buckets]
    .sort((a, b) => a.upperBound - b.upperBound)
    .map(({ upperBound, count }) => ({ upperBound, count: (most = Math.max(most, count)) }));
  const rank = quantile * (sorted.at(-1)?.count ?? 0);
  const index = sorted.findIndex(({ count }) => count >= rank);
  const bucket = sorted[index];
  const below = sorted[index - 1] ?? { upperBound: 0, count: 0 };
  if (bucket === undefined) return NaN;
  if (bucket.upperBound === Infinity) return below.upperBound;
  const share = (rank - below.count) / (bucket.count - below.count);
  return below.upperBound + (bucket.upperBound - below.upperBound) * share;
}
