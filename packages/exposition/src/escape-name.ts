import { isLegacyLabelName, isLegacyMetricName } from '@telltale/model';

/**
 * What becomes of names outside `[a-zA-Z_:][a-zA-Z0-9_:]*`:
 *
 * - `allow-utf-8`: they stay, in quotes.
 * - `underscores`: each other character becomes `_`.
 * - `dots`: `.` becomes `_dot_`, `_` becomes `__`, each other character `__`; also in names that need no escaping.
 * - `values`: `U__` and the name, where `_` becomes `__` and each other character its code point, as `_2e_`.
 *
 * @see Prometheus documentation, "Escaping schemes"
 */
export type EscapingScheme = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

/**
 * A metric name as a format with this escaping shows it.
 *
 * @see Prometheus documentation, "Escaping schemes"
 */
export function escapeMetricName(name: string, scheme: EscapingScheme): string {
  return escapeName(name, scheme, isLegacyMetricName);
}

/**
 * A label name as a format with this escaping shows it: as a metric name, but `:` is escaped too.
 *
 * @see Prometheus documentation, "Escaping schemes"
 */
export function escapeLabelName(name: string, scheme: EscapingScheme): string {
  return escapeName(name, scheme, isLegacyLabelName);
}

function escapeName(
  name: string,
  scheme: EscapingScheme,
  isLegacy: (name: string) => boolean,
): string {
  if (scheme === 'allow-utf-8' || (scheme !== 'dots' && isLegacy(name))) return name;
  const escaped = name.replace(/[\W_]|^\d/gu, (character) => {
    if (scheme === 'underscores') return isLegacy(character) ? character : '_';
    if (character === '_') return '__';
    if (isLegacy(character)) return character;
    if (scheme === 'values') return `_${(character.codePointAt(0) as number).toString(16)}_`;
    return character === '.' ? '_dot_' : '__';
  });
  return scheme === 'values' ? `U__${escaped}` : escaped;
}
