import type { Gatherer, MetricFamily } from '@telltale/model';

/** The same gatherer, and `onGathered` sees each page of it before the scraper does. */
export function watchedGatherer(
  gatherer: Gatherer,
  onGathered: (families: readonly MetricFamily[]) => void,
): Gatherer {
  return {
    get generation() {
      return gatherer.generation;
    },
    async gather(options) {
      const families = await gatherer.gather(options);
      onGathered(families);
      return families;
    },
  };
}
