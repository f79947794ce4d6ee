import type { FamilyColumns, MetricFamily } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { appendRows, selectRows } from './column-rows.ts';

/** A family on its way to the page, and where it came from. */
export interface GatheredFamily {
  readonly family: MetricFamily;
  /** Whether its series are known to be unique: an instrument takes care of that itself. */
  readonly unique: boolean;
}

/**
 * The families of one gathering by name. Families of one name become one; what contradicts what was there before is
 * left out, and the reason is told.
 */
export class FamilySet {
  readonly #families = new Map<string, MetricFamily>();
  /** Keys of the series of each family that came in parts or was not known to be unique. */
  readonly #keys = new Map<string, Set<string>>();

  /** Adds a family. Returns what was wrong with it, if anything was. */
  add({ family, unique }: GatheredFamily): string | undefined {
    const before = this.#families.get(family.name);
    if (before === undefined && unique) {
      this.#families.set(family.name, family);
      return undefined;
    }
    const conflict = before === undefined ? undefined : contradiction(before, family);
    if (conflict !== undefined) return conflict;
    const keys = this.#keysOf(family.name, before);
    const { columns } = family;
    const fresh: number[] = [];
    let duplicate: readonly string[] | undefined;
    for (let row = 0; row < columns.size; row++) {
      const key = seriesKey(columns, row);
      if (keys.has(key)) duplicate ??= columns.labelValues[row];
      else {
        keys.add(key);
        fresh.push(row);
      }
    }
    const kept = fresh.length === columns.size ? columns : selectRows(columns, fresh);
    this.#families.set(
      family.name,
      before === undefined
        ? new ColumnFamily(family, kept, family.overflowed)
        : new ColumnFamily(
            before,
            appendRows(before.columns, kept, before.labelNames),
            (before.overflowed ?? 0) + (family.overflowed ?? 0),
          ),
    );
    if (duplicate === undefined) return undefined;
    return `the series ${family.name}{${labelText(family, duplicate)}} was given twice; the first one was kept`;
  }

  /** All families, ordered by name. */
  sorted(): MetricFamily[] {
    return [...this.#families.values()].sort((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
  }

  #keysOf(name: string, before: MetricFamily | undefined): Set<string> {
    let keys = this.#keys.get(name);
    if (keys === undefined) {
      keys = new Set();
      this.#keys.set(name, keys);
      if (before !== undefined) {
        const { columns } = before;
        for (let row = 0; row < columns.size; row++) keys.add(seriesKey(columns, row));
      }
    }
    return keys;
  }
}

/** Why two families cannot be one, or undefined. */
function contradiction(before: MetricFamily, after: MetricFamily): string | undefined {
  const others = aspects(after);
  for (const [what, first] of Object.entries(aspects(before))) {
    const second = others[what];
    if (second === undefined || second === first) continue;
    return (
      `${after.name} was given with the ${what} ${second}, but is there already with ${first}; ` +
      'the first one was kept'
    );
  }
  return undefined;
}

/** What all parts of a family have in common, as text. A part without series says nothing of how they are laid out. */
function aspects({
  type,
  help,
  unit = '',
  labelNames,
  columns: { size, bounds, quantiles, states },
}: MetricFamily): Record<string, string> {
  const common = { type, help, unit, 'label names': labelNames };
  const all = size === 0 ? common : { ...common, buckets: bounds, quantiles, states };
  return Object.fromEntries(
    Object.entries(all).map(([what, value]) => [what, JSON.stringify(value ?? [])]),
  );
}

function seriesKey(columns: FamilyColumns, row: number): string {
  const values = columns.labelValues[row] ?? [];
  const names = columns.seriesLabelNames?.[row];
  return JSON.stringify(names === undefined ? values : [names, values]);
}

function labelText(family: MetricFamily, values: readonly string[]): string {
  return family.labelNames
    .map((name, index) => `${name}=${JSON.stringify(values[index] ?? '')}`)
    .join(',');
}
