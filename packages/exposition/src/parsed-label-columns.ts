import type { FamilyColumns } from '@telltale/model';
import type { LabelNames } from './label-names.ts';

/** The part of a family that is about labels. */
export interface LabelColumns extends Pick<FamilyColumns, 'labelValues' | 'seriesLabelNames'> {
  /** Those of the family. */
  readonly labelNames: readonly string[];
}

/** Label names of the family, and those of each series where they are not the same in all. */
export function layOutLabels(
  names: readonly LabelNames[],
  labelValues: readonly (readonly string[])[],
): LabelColumns {
  const [first] = names;
  if (first === undefined) return { labelNames: [], labelValues: [] };
  const labelNames = first.list;
  if (names.every((own) => own === first)) return { labelNames, labelValues };
  const ordered: (readonly string[])[] = [];
  for (const [row, own] of names.entries()) {
    const values = inOrder(own.list, labelValues[row] ?? [], labelNames);
    if (values === undefined) break;
    ordered.push(values);
  }
  if (ordered.length === names.length) return { labelNames, labelValues: ordered };
  return {
    labelNames: [...new Set([...new Set(names)].flatMap(({ list }) => list))],
    labelValues,
    seriesLabelNames: names.map(({ list }) => list),
  };
}

/** The values of labels in the order of `names`. `undefined`: their names are not these. */
function inOrder(
  ownNames: readonly string[],
  values: readonly string[],
  names: readonly string[],
): readonly string[] | undefined {
  if (ownNames === names) return values;
  if (ownNames.length !== names.length) return undefined;
  const byName = new Map(ownNames.map((name, at) => [name, values[at] ?? '']));
  return names.every((name) => byName.has(name))
    ? names.map((name) => byName.get(name) ?? '')
    : undefined;
}
