import type { IncomingMessage } from 'node:http';
import { ConfigError } from '@telltale/model';
import { closestMatch } from '../closest-match.ts';
import type { Unit } from '../generation/unit.ts';

/** Which collectors a scrape asks for. */
export interface CollectorFilter {
  /** The same for the same collectors; empty for all. */
  readonly key: string;
  readonly select: (unit: Unit) => boolean;
}

/**
 * Reads `collect[]` and `exclude[]` of a query. Each names a collector, or a source for all collectors of it.
 *
 * @throws INVALID_CONFIG where both are given, or one names nothing that is there
 */
export function collectorFilter(
  { url = '/' }: IncomingMessage,
  units: readonly Unit[],
): CollectorFilter {
  const start = url.indexOf('?');
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const collect = namesOf(query, 'collect[]', units);
  const exclude = namesOf(query, 'exclude[]', units);
  if (collect !== undefined && exclude !== undefined) {
    throw new ConfigError(
      'collect[] and exclude[] were given together: ask for some collectors, or for all but some.',
    );
  }
  if (collect !== undefined) {
    return { key: `collect ${[...collect].join(' ')}`, select: isOneOf(collect) };
  }
  if (exclude !== undefined) {
    const isExcluded = isOneOf(exclude);
    return { key: `exclude ${[...exclude].join(' ')}`, select: (unit) => !isExcluded(unit) };
  }
  return { key: '', select: () => true };
}

function isOneOf(names: ReadonlySet<string>): (unit: Unit) => boolean {
  return ({ name, source, group }) => names.has(name) || names.has(source) || names.has(group);
}

/** Sorted; undefined where there is none. */
function namesOf(
  query: URLSearchParams,
  parameter: string,
  units: readonly Unit[],
): ReadonlySet<string> | undefined {
  const names = new Set(query.getAll(parameter).sort());
  if (names.size === 0) return undefined;
  const known = [...new Set(units.flatMap(({ name, source, group }) => [name, source, group]))];
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = closestMatch(name, known);
    const remedy =
      nearest === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${nearest}?`;
    throw new ConfigError(`${parameter}=${name} names no collector. ${remedy}`);
  }
  return names;
}
