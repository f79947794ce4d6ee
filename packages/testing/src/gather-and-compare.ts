import type { Gatherer } from '@telltale/model';
import { compareFamilies } from './compare-families.ts';
import { asScraped, formatOf, parseExpected } from './page-format.ts';
import { registryMetricsIn } from './registry-metrics.ts';

/** What to compare. */
export interface CompareOptions {
  /** Only families with one of these names; one that is on neither side is a difference. Default: all of them. */
  readonly names?: readonly string[] | undefined;
}

/**
 * Compares what a registry gathers with an expected page, in text format or, if it ends in `# EOF`, in OpenMetrics.
 *
 * The order of families, series and labels does not matter; lines may be indented. The expected page may leave out
 * help, units, timestamps and `_created` samples, and the registry's own metrics about its collectors. Exemplars, which
 * only OpenMetrics has, are compared where the expected page has one; one that names none says nothing of them.
 *
 * @throws ExpositionMismatch if they differ
 * @throws PARSE_ERROR if the expected text is not a valid page
 * @throws INVALID_OPTION if there is no expected text
 */
export async function gatherAndCompare(
  gatherer: Gatherer,
  expected: string,
  options: CompareOptions = {},
): Promise<void> {
  const { names } = options;
  const format = formatOf(expected);
  const wanted = parseExpected(expected, format);
  // All of them: the metrics about collectors tell why something is missing, and only they tell their prefix.
  const families = await gatherer.gather();
  const about = registryMetricsIn(families);
  const asked = families.filter(({ name }) => names?.includes(name) !== false || about.has(name));
  const all = families.map(({ name }) => name);
  compareFamilies(wanted, asScraped(asked, format), names, all);
}
