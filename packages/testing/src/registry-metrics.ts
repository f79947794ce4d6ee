import type { MetricFamily } from '@telltale/model';

const defaultPrefix = 'exporter_';
const errorsName = 'collection_errors_total';
const successName = 'collector_success';
const stems: readonly string[] = ['collection_duration_seconds', errorsName, successName];

/**
 * The names of what registries say of their collectors: under the prefix that is the default, and under each that is
 * found on a page.
 */
export function registryMetricsIn(families: readonly MetricFamily[]): ReadonlySet<string> {
  return new Set(prefixesIn(families).flatMap((prefix) => stems.map((stem) => prefix + stem)));
}

/** The families that say whether each collector succeeded. */
export function successesIn(families: readonly MetricFamily[]): readonly MetricFamily[] {
  const names = new Set(prefixesIn(families).map((prefix) => prefix + successName));
  return families.filter(({ name }) => names.has(name));
}

/**
 * A registry counts errors as soon as it says anything, under labels that hardly any other metric has. The other
 * two could be someone else's: node_exporter has a `node_scrape_collector_success`.
 */
function prefixesIn(families: readonly MetricFamily[]): readonly string[] {
  const found = families
    .filter(({ name, labelNames }) => name.endsWith(errorsName) && hasOwnLabels(labelNames))
    .map(({ name }) => name.slice(0, -errorsName.length));
  return [...new Set([defaultPrefix, ...found])];
}

function hasOwnLabels(labelNames: readonly string[]): boolean {
  return [...labelNames].sort().join() === 'cause,collector';
}
