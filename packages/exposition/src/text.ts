import type { MetricFamily } from '@telltale/model';
import type { EscapingScheme } from './escape-name.ts';
import { TextWriter } from './text-writer.ts';

export type { EscapingScheme } from './escape-name.ts';

/** How to encode text. */
export interface EncodeTextOptions {
  /** What becomes of names outside the legacy character set. Default: `underscores`. */
  readonly escaping?: EscapingScheme | undefined;
}

/**
 * A page in text 0.0.4 as a string, of its families in the order given; empty where there are none. It changes
 * nothing in them, and brings neither the other formats nor the parsers into a bundle. Unlike `encode` it shows each
 * family under its own name as escaped, even where another has the same.
 *
 * @throws INVALID_VALUE if a family was written by hand and not made by `constantFamily()`
 * @see Prometheus documentation, "Exposition formats", text-based format
 */
export function encodeText(
  families: Iterable<MetricFamily>,
  options: EncodeTextOptions = {},
): string {
  // Joined at the end: a string that grows line by line is a deep tree, which the garbage collector walks again and again.
  const lines: string[] = [];
  const writer = new TextWriter(options.escaping ?? 'underscores', (line) => lines.push(line));
  for (const family of families) writer.writeFamily(family);
  return lines.join('').toWellFormed();
}
