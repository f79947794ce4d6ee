import type { FamilyColumns } from '@telltale/model';
import type { ParsedLabels } from './page-labels.ts';

/** The part of a family that is about labels. */
export interface LabelColumns extends Pick<FamilyColumns, 'labelValues' | 'seriesLabelNames'> {
  /** Those of the family. */
  readonly labelNames: readonly string[];
}

/** Label names of the family, and those of each series where they are not the same in all. */
export function layOutLabels(labels: readonly ParsedLabels[]): LabelColumns {
  const [first] = labels;
  if (first === undefined) return { labelNames: [], labelValues: [] };
  const labelNames = first.names.list;
  const labelValues: (readonly string[])[] = [];
  for (const own of labels) {
    const values = own.names === first.names ? own.values : inOrder(own, labelNames);
    if (values === undefined) break;
    labelValues.push(values);
  }
  if (labelValues.length === labels.length) return { labelNames, labelValues };
  const lists = new Set(labels.map(({ names }) => names));
  return {
    labelNames: [...new Set([...lists].flatMap(({ list }) => list))],
    labelValues: labels.map(({ values }) => values),
    seriesLabelNames: labels.map(({ names }) => names.list),
  };
}

/** The values of labels in the order of `names`. `undefined`: their names are not these. */
function inOrder(
  { names: { list: ownNames }, values }: ParsedLabels,
  names: readonly string[],
): readonly string[] | undefined {
  if (ownNames.length !== names.length) return undefined;
  const byName = new Map(ownNames.map((name, at) => [name, values[at] ?? '']));
  return names.every((name) => byName.has(name))
    ? names.map((name) => byName.get(name) ?? '')
    : undefined;
}
