import type { MetricFamily } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { appendRows } from './column-rows.ts';
import { sampleNames } from './sample-names.ts';

/**
 * The families of one gathering by name. Families of one name become one; what contradicts what was there before is
 * left out, and the reason is told.
 */
export class FamilySet {
  readonly #families = new Map<string, MetricFamily>();
  /** Which family has a name for itself or its samples. */
  readonly #owners = new Map<string, string>();
  /** Keys of the series of each family that came in parts or may have a series twice. */
  readonly #keys = new Map<string, Set<string>>();

  /** Adds a family. Returns what was wrong with it, if anything was. */
  add(family: MetricFamily): string | undefined {
    const { name, columns } = family;
    const before = this.#families.get(name);
    const conflict = before === undefined ? this.#claim(family) : contradiction(before, family);
    if (conflict !== undefined) return conflict;
    if (before === undefined && columns.isDistinct === true) {
      this.#families.set(name, family);
      return undefined;
    }
    const keys = this.#keysOf(name, before);
    const fresh: number[] = [];
    let duplicate: string | undefined;
    for (let row = 0; row < columns.size; row++) {
      const key = seriesKey(family, row);
      if (keys.has(key)) duplicate ??= key;
      else {
        keys.add(key);
        fresh.push(row);
      }
    }
    const base = before ?? new ColumnFamily(family, { ...columns, size: 0 });
    this.#families.set(
      name,
      new ColumnFamily(
        base,
        appendRows(base.columns, columns, fresh, base.labelNames),
        (before?.overflowed ?? 0) + (family.overflowed ?? 0),
      ),
    );
    if (duplicate === undefined) return undefined;
    return `the series ${name}${duplicate} was given twice`;
  }

  /** All families, ordered by name. */
  sorted(): MetricFamily[] {
    return [...this.#families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Takes the names of a new family. Returns why it cannot have them, or undefined. */
  #claim(family: MetricFamily): string | undefined {
    const names = sampleNames(family);
    const taken = names.find((name) => this.#owners.has(name));
    if (taken !== undefined) {
      return `${family.name}: the name ${taken} is taken by ${this.#owners.get(taken)}`;
    }
    for (const name of names) this.#owners.set(name, family.name);
    return undefined;
  }

  #keysOf(name: string, before: MetricFamily | undefined): Set<string> {
    let keys = this.#keys.get(name);
    if (keys === undefined) {
      keys = new Set();
      this.#keys.set(name, keys);
      if (before !== undefined) {
        for (let row = 0; row < before.columns.size; row++) keys.add(seriesKey(before, row));
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
    return `${after.name} was given with the ${what} ${second}, but is there already with ${first}`;
  }
  return undefined;
}

/** What all parts of a family have in common, as text. A part without series says nothing of how they are laid out. */
function aspects({
  type,
  help,
  unit = '',
  labelNames,
  columns: { size, width, bounds, quantiles, states },
}: MetricFamily): Record<string, string> {
  const common = { type, help, unit, labelNames };
  const all = size === 0 ? common : { ...common, bounds, quantiles, states, width };
  return Object.fromEntries(
    Object.entries(all).map(([what, value]) => [what, JSON.stringify(value ?? [])]),
  );
}

/** The same for the same labels in whatever order: those of a family are all that its series have. */
function seriesKey({ labelNames, columns }: MetricFamily, row: number): string {
  const values = columns.labelValues[row] ?? [];
  const names = columns.seriesLabelNames?.[row];
  return JSON.stringify(
    names === undefined ? values : labelNames.map((name) => values[names.indexOf(name)] ?? ''),
  );
}
