import { parse } from '@telltale/exposition';
import { compareFamilies } from './compare-families.ts';
import type { CompareOptions } from './gather-and-compare.ts';
import { formatOf, parseExpected } from './page-format.ts';

/** How to read a page, and what to compare of it. */
export interface ComparePageOptions extends CompareOptions {
  /** The Content-Type that the page came with. Default: OpenMetrics 1.0 if it ends in `# EOF`, else text. */
  readonly contentType?: string | undefined;
}

/**
 * Compares a page with an expected one, as {@link gatherAndCompare} does. The two may be in different formats.
 *
 * @throws ExpositionMismatch if they differ
 * @throws PARSE_ERROR if one of them is not a valid page
 * @throws INVALID_OPTION if there is no expected text, or `contentType` is none that can be parsed
 */
export function comparePage(
  page: string | Uint8Array,
  expected: string,
  options: ComparePageOptions = {},
): void {
  const { names, contentType = formatOf(asText(page)).contentType } = options;
  const wanted = parseExpected(expected, formatOf(expected));
  compareFamilies(wanted, parse(page, { contentType }), names);
}

function asText(page: string | Uint8Array): string {
  return typeof page === 'string' ? page : new TextDecoder().decode(page);
}
