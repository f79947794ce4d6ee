import { isLegacyLabelName, type MetricFamily } from '@telltale/model';
import { columnsOf, rowLayouts } from '@telltale/model/internal';
import { escapeMetricName, type EscapingScheme } from '../escape-name.ts';
import { sampleText } from '../line-writer.ts';
import { shownTypes, TextWriter } from '../text-writer.ts';
import type { FamilyPlan } from './family-plan.ts';
import { isUniform, planLines } from './line-planner.ts';
import { LineCollector, type Planner } from './planner.ts';
import { readBuckets, readCells } from './row-values.ts';

const encoder = new TextEncoder();

/** Plans the families of pages in text. */
export class TextPlanner extends TextWriter implements Planner {
  readonly #lines: LineCollector;

  constructor(escaping: EscapingScheme, lines = new LineCollector()) {
    super(escaping, lines.add);
    this.#lines = lines;
  }

  /** The format does not mind a series that stands twice. */
  readonly hidesRepeated = false;

  /** All that it depends on is in the family. */
  shownAs(): string {
    return '';
  }

  plan(family: MetricFamily): FamilyPlan | undefined {
    const { type } = family;
    const columns = columnsOf(family);
    // A gauge histogram becomes three families, which is not how its rows are laid out.
    if (!isUniform(columns) || type === 'gaugehistogram') return undefined;
    const name = this.shownName(family);
    const stateLabel = type === 'stateset' ? escapeMetricName(family.name, this.scheme) : '';
    this.head(family, name, shownTypes[type] ?? type);
    return planLines(family, columns, name, {
      head: this.#lines.take(),
      labelNames: this.labelNameTexts(family.labelNames, stateLabel),
      read:
        type === 'histogram'
          ? readBuckets((columns.bounds?.length ?? 0) + 1, true)
          : readCells(cellsShown(family)),
      holds: () => true,
      ownSuffix: '',
      showsTotals: true,
      sampleText,
      boundText: (value) => this.boundText(value),
      labelValueText: (value) => this.labelValueText(value),
      stateLabel: () => (isLegacyLabelName(name) ? name : (this.labelNameTexts([name])[0] ?? '')),
    });
  }

  writeAnew(family: MetricFamily): Iterable<Uint8Array> {
    this.writeFamily(family);
    return [encoder.encode(this.#lines.take())];
  }
}

/** How many cells of a row are shown as they are. */
export function cellsShown(family: MetricFamily): number {
  const layout = rowLayouts[family.type];
  if (layout === undefined) return 1;
  const keys = columnsOf(family)[layout.keys]?.length ?? 0;
  return keys + layout.suffixes.length - 1;
}
