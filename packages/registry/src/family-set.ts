import type { MetricFamily } from '@telltale/model';
import { ColumnFamily } from '@telltale/model/internal';
import { appendRows } from './column-rows.ts';
import type { Failure } from './failure.ts';
import { sampleNames } from './sample-names.ts';

/** What all parts of a family have in common. */
const aspects = [
  'type',
  'help',
  'unit',
  'labelNames',
  'bounds',
  'quantiles',
  'states',
  'width',
] as const;

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
  add(family: MetricFamily): Failure | undefined {
    const conflict = this.#conflict(family);
    return conflict === undefined
      ? undefined
      : {
          failure: 'conflict',
          metric: family.name,
          message: `${conflict}; the first one was kept`,
        };
  }

  /** All families, ordered by name. */
  sorted(): MetricFamily[] {
    return [...this.#families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #conflict(family: MetricFamily): string | undefined {
    const { name, columns } = family;
    const before = this.#families.get(name);
    const conflict = before ? contradiction(before, family) : this.#claim(family);
    if (conflict) return conflict;
    if (!before && columns.isDistinct) {
      this.#families.set(name, family);
      return undefined;
    }
    const base = before ?? new ColumnFamily(family, { ...columns, size: 0 });
    const keys = this.#keys.get(name) ?? new Set(seriesKeys(base));
    this.#keys.set(name, keys);
    const fresh: number[] = [];
    let duplicate: string | undefined;
    for (const [row, key] of seriesKeys(family).entries()) {
      if (keys.has(key)) duplicate ??= key;
      else {
        keys.add(key);
        fresh.push(row);
      }
    }
    this.#families.set(
      name,
      new ColumnFamily(
        base,
        appendRows(base.columns, columns, fresh, base.labelNames),
        (base.overflowed ?? 0) + (family.overflowed ?? 0),
      ),
    );
    if (duplicate === undefined) return undefined;
    return `the series ${name}${duplicate} was given twice`;
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
}

/** Why two families cannot be one, or undefined. */
function contradiction(before: MetricFamily, after: MetricFamily): string | undefined {
  // A part without series says nothing of how they are laid out.
  const hasLayout = before.columns.size > 0 && after.columns.size > 0;
  for (const what of aspects) {
    const [first, second] = [before, after].map((family) => {
      const all = { unit: '', ...family, ...(hasLayout && family.columns) };
      return JSON.stringify(all[what] ?? []);
    });
    if (first === second) continue;
    return `${after.name} was given with the ${what} ${second}, but is there already with ${first}`;
  }
  return undefined;
}

/** A key for each series, the same for the same labels in whatever order: those of a family are all that its series have. */
function seriesKeys({ labelNames, columns }: MetricFamily): string[] {
  return Array.from({ length: columns.size }, (_, row) => {
    const values = columns.labelValues.at(row) as readonly string[];
    const names = columns.seriesLabelNames?.[row];
    return JSON.stringify(
      names ? labelNames.map((name) => values[names.indexOf(name)] ?? '') : values,
    );
  });
}
