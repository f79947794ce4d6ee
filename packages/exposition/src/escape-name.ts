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

/** A metric name as a format with this escaping shows it. */
export function escapeMetricName(name: string, scheme: EscapingScheme): string {
  return escapeName(name, scheme, isLegacyMetricName);
}

/** A label name as a format with this escaping shows it: as a metric name, but `:` is escaped too. */
export function escapeLabelName(name: string, scheme: EscapingScheme): string {
  return escapeName(name, scheme, isLegacyLabelName);
}

function escapeName(
  name: string,
  scheme: EscapingScheme,
  isLegacy: (name: string) => boolean,
): string {
  if (scheme === 'allow-utf-8' || name === '') return name;
  if (scheme !== 'dots' && isLegacy(name)) return name;
  let escaped = scheme === 'values' ? 'U__' : '';
  let first = true;
  for (const character of name) {
    // A digit is legal anywhere but in front.
    if (isLegacy(first ? character : `_${character}`)) {
      escaped += character === '_' && scheme !== 'underscores' ? '__' : character;
    } else {
      escaped += escapeCharacter(character, scheme);
    }
    first = false;
  }
  return escaped;
}

function escapeCharacter(character: string, scheme: EscapingScheme): string {
  switch (scheme) {
    case 'dots':
      return character === '.' ? '_dot_' : '__';
    case 'values': {
      // Half a surrogate pair is no character; Prometheus writes the replacement character, in capitals.
      if (!character.isWellFormed()) return '_FFFD_';
      return `_${(character.codePointAt(0) ?? 0).toString(16)}_`;
    }
    default:
      return '_';
  }
}
