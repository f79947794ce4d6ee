import type { Metric, MetricFamily } from '@telltale/model';
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

/** What a gathering gave, in the order in which it came, and the places of that by name. */
export interface FamilyOrder {
  heads: readonly Pick<MetricFamily, 'name' | 'type'>[];
  places: readonly number[];
}

/**
 * The families of one gathering by name. Families of one name become one; what contradicts what was there before is
 * left out, and the reason is told.
 */
export class FamilySet implements FamilyOrder {
  /** By every name that a family has for itself or its samples. */
  readonly #owners = new Map<string, MetricFamily>();
  /** Of the gathering before. */
  heads: FamilyOrder['heads'];
  places: FamilyOrder['places'];
  readonly #order: FamilyOrder;
  /** All families, for as long as they are those of the gathering before: then they take no names, nor are sorted. */
  #known: MetricFamily[] | undefined = [];

  /** `order`: that of the gathering before, to be replaced by that of this one. */
  constructor(order: FamilyOrder) {
    this.#order = order;
    this.heads = order.heads;
    this.places = order.places;
  }

  /** Adds a family. Returns what was wrong with it, if anything was. */
  add(family: MetricFamily): Failure | undefined {
    const known = this.#known;
    if (known) {
      const head = this.heads[known.length];
      if (head?.name === family.name && head.type === family.type && family.columns.isDistinct) {
        known.push(family);
        return undefined;
      }
      this.#known = undefined;
      for (const one of known) this.#claim(one);
    }
    const message = this.#conflict(family);
    return message ? { failure: 'conflict', metric: family.name, message } : undefined;
  }

  /** The families, ordered by name. `names`: those that are to be kept. Default: all. */
  sorted(names?: readonly string[]): MetricFamily[] {
    let families = this.#known;
    if (!families) {
      const all: MetricFamily[] = [];
      this.#owners.forEach((family, name) => family.name === name && all.push(family));
      this.#order.heads = all.map(({ name, type }) => ({ name, type }));
      this.#order.places = this.places = all
        .map((_, at) => at)
        .sort((a, b) => ((all[a] as Metric).name < (all[b] as Metric).name ? -1 : 1));
      families = all;
    }
    const kept: MetricFamily[] = [];
    for (const at of this.places) {
      const family = families[at];
      if (family && names?.includes(family.name) !== false) kept.push(family);
    }
    return kept;
  }

  #conflict(family: MetricFamily): string | undefined {
    const { name, columns } = family;
    const owner = this.#owners.get(name);
    const before = owner?.name === name ? owner : undefined;
    const conflict = before ? contradiction(before, family) : this.#claim(family);
    if (conflict || (!before && columns.isDistinct)) return conflict;
    const base = before ?? new ColumnFamily(family, { ...columns, size: 0 });
    const keys = new Set(seriesKeys(base));
    const fresh: number[] = [];
    let duplicate: string | undefined;
    for (const [row, key] of seriesKeys(family).entries()) {
      if (keys.has(key)) duplicate ??= key;
      else {
        keys.add(key);
        fresh.push(row);
      }
    }
    this.#owners.set(
      name,
      new ColumnFamily(
        base,
        appendRows(base.columns, columns, fresh, base.labelNames),
        (base.overflowed ?? 0) + (family.overflowed ?? 0),
      ),
    );
    return duplicate && `the series ${name}${duplicate} was given twice`;
  }

  /** Takes the names of a new family. Returns why it cannot have them, or undefined. */
  #claim(family: MetricFamily): string | undefined {
    const names = sampleNames(family);
    for (const name of names) {
      const owner = this.#owners.get(name);
      if (owner) return `${family.name}: the name ${name} is taken by ${owner.name}`;
    }
    for (const name of names) this.#owners.set(name, family);
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
    return `${after.name} was given with the ${what} ${first}, then ${second}`;
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
