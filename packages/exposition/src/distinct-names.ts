import type { MetricFamily } from '@telltale/model';
import { ColumnFamily, columnsOf } from '@telltale/model/internal';
import { escapeLabelName, escapeMetricName, type EscapingScheme } from './escape-name.ts';
import type { Format } from './format.ts';
import { headOf, mergeFamilies } from './merge-families.ts';

/**
 * The families of a page, none with the name of another. Those of one name and type become one. Where escaping makes
 * one name of two, the one that it changed is escaped with `values`, as labels are; where that does not help, the type
 * is appended. Names that need no escaping stay as they are wherever another can give way.
 */
export function withDistinctNames(
  families: Iterable<MetricFamily>,
  { name: format, escaping }: Format,
): readonly MetricFamily[] {
  const distinct = escapedApart(merged(families), escaping);
  // OpenMetrics keeps more names for a family than are shown, and has names of its own for all.
  if (format === 'openmetrics') return distinct;
  const ownNames = (name: string, { type }: MetricFamily): readonly string[] => {
    const shown = escapeMetricName(name, escaping);
    if (type === 'info') return [shown.endsWith('_info') ? shown : `${shown}_info`];
    if (type !== 'gaugehistogram' || format !== 'text') return [shown];
    return [shown, `${shown}_gsum`, `${shown}_gcount`];
  };
  const addsNames = (family: MetricFamily): boolean =>
    ownNames(family.name, family).join() !== family.name;
  const taken = new Set<string>();
  const names = new Map<MetricFamily, string>();
  for (const family of [
    ...distinct.filter((one) => !addsNames(one)),
    ...distinct.filter(addsNames),
  ]) {
    const name = firstFree(family, (one) => !ownNames(one, family).some((own) => taken.has(own)));
    for (const own of ownNames(name, family)) taken.add(own);
    names.set(family, name);
  }
  return distinct.map((family) => renamed(family, names.get(family) ?? family.name));
}

/** The name of a family, or what it is called instead: `x_gauge`, `x_gauge_2` and so on. */
export function firstFree(
  { name, type }: Pick<MetricFamily, 'name' | 'type'>,
  isFree: (name: string) => boolean,
): string {
  let free = name;
  for (let count = 1; !isFree(free); count++) {
    free = `${name}_${type}${count > 1 ? `_${count}` : ''}`;
  }
  return free;
}

function merged(families: Iterable<MetricFamily>): readonly MetricFamily[] {
  const groups = Map.groupBy(new Set(families), ({ name, type }) => `${type} ${name}`);
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [mergeFamilies(first, others)],
  );
}

function escapedApart(
  families: readonly MetricFamily[],
  escaping: EscapingScheme,
): readonly MetricFamily[] {
  const counts = new Map<string, number>();
  const shown = families.map(({ name }) => escapeMetricName(name, escaping));
  for (const name of shown) counts.set(name, (counts.get(name) ?? 0) + 1);
  return families.map((family, at) => {
    const name = shown[at] ?? family.name;
    const isAlone = counts.get(name) === 1 && !hasStateLabel(family, name, escaping);
    return isAlone || name === family.name
      ? family
      : renamed(family, escapeMetricName(family.name, 'values'));
  });
}

/** Whether a state set has a label that is shown as the one of its states is. */
function hasStateLabel(family: MetricFamily, shown: string, escaping: EscapingScheme): boolean {
  if (family.type !== 'stateset') return false;
  const labelNames = [family.labelNames, ...(columnsOf(family).seriesLabelNames ?? [])].flat();
  return labelNames.some((name) => escapeLabelName(name, escaping) === shown);
}

function renamed(family: MetricFamily, name: string): MetricFamily {
  if (name === family.name) return family;
  return new ColumnFamily(headOf(family, { name }), columnsOf(family));
}
