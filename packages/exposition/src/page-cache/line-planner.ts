import type { FamilyColumns, MetricFamily } from '@telltale/model';
import { rowLayouts } from '@telltale/model/internal';
import type { FamilyPlan } from './family-plan.ts';
import { KeptLines } from './kept-lines.ts';
import type { LineLayout, SamplePlan } from './line-layout.ts';
import type { RowReader } from './row-values.ts';

/** What some format writes otherwise in a label value: all others are spared the way through its rules. */
const mayBeEscaped = /[\\\n\r"\ud800-\udfff]/;

/** What a writer of lines knows of its format. */
export interface LineRules {
  readonly head: string;
  /** Of the labels of the family, escaped and quoted. */
  readonly labelNames: readonly string[];
  readonly read: RowReader;
  readonly holds: FamilyPlan['holds'];
  /** What stands behind the family's name on samples whose type has no suffix of its own: `_total`. */
  readonly ownSuffix: string;
  /** Whether the sum and the count of a distribution are shown. */
  readonly showsTotals: boolean;
  /** A name and labels, as a line begins with them. */
  sampleText(name: string, labels: string): string;
  boundText(value: number): string;
  readonly labelValueText: (value: string) => string;
  /** The label of a state. */
  stateLabel(): string;
}

/** Whether all rows of a family are laid out as the family says, and have no time of their own. */
export function isUniform({ seriesLabelNames, seriesShapes, timestamps }: FamilyColumns): boolean {
  return seriesLabelNames === undefined && seriesShapes === undefined && timestamps === undefined;
}

/** How the rows of a uniform family become lines under `name`. */
export function planLines(
  { type }: MetricFamily,
  columns: FamilyColumns,
  name: string,
  rules: LineRules,
): FamilyPlan {
  const sample = (suffix: string, key: string): SamplePlan => {
    const bare = rules.sampleText(name + suffix, '');
    // With any label, to cut off what stands behind it.
    const open = rules.sampleText(name + suffix, '\0').slice(0, -'\0}'.length);
    return { bare: key === '' ? bare : rules.sampleText(name + suffix, key), open, key };
  };
  const layout = rowLayouts[type];
  const samples: SamplePlan[] = [];
  if (layout === undefined) samples.push(sample(rules.ownSuffix, ''));
  else {
    const [suffix, sumSuffix, countSuffix] = layout.suffixes;
    const own = columns[layout.keys] ?? [];
    const keys = layout.keys === 'bounds' ? [...own, Infinity] : own;
    const label = layout.label ?? rules.stateLabel();
    for (const key of keys) {
      const text = typeof key === 'number' ? rules.boundText(key) : rules.labelValueText(key);
      samples.push(sample(suffix, `${label}="${text}"`));
    }
    if (rules.showsTotals) {
      if (sumSuffix !== undefined) samples.push(sample(sumSuffix, ''));
      if (countSuffix !== undefined) samples.push(sample(countSuffix, ''));
    }
  }
  const { head, read, holds } = rules;
  const labelStarts = rules.labelNames.map((labelName) => `${labelName}="`);
  const lines: LineLayout = {
    head,
    labelStarts,
    samples,
    escapeLabel: (value) => (mayBeEscaped.test(value) ? rules.labelValueText(value) : value),
    read,
  };
  return {
    key: JSON.stringify([head, labelStarts, samples]),
    holds,
    showsStarts: false,
    createBlock: () => new KeptLines(lines),
  };
}
