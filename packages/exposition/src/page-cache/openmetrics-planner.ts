import {
  isLegacyLabelName,
  type FamilyColumns,
  type MetricFamily,
  type MetricType,
} from '@telltale/model';
import { columnsOf } from '@telltale/model/internal';
import { escapeMetricName, type EscapingScheme } from '../escape-name.ts';
import { sampleText } from '../line-writer.ts';
import { OpenMetricsWriter, ownSuffixes } from '../openmetrics-writer.ts';
import type { EncodeOptions } from '../writer.ts';
import type { FamilyPlan } from './family-plan.ts';
import { isUniform, planLines } from './line-planner.ts';
import { LineCollector, type Planner } from './planner.ts';
import { everyCell, readBuckets, readCells } from './row-values.ts';
import { cellsShown } from './text-planner.ts';

const encoder = new TextEncoder();

/** Plans the families of one page in OpenMetrics, whose names depend on one another. */
export class OpenMetricsPlanner extends OpenMetricsWriter implements Planner {
  readonly #lines: LineCollector;
  readonly #showsStarts: boolean;

  constructor(
    families: Iterable<MetricFamily>,
    escaping: EscapingScheme,
    options: EncodeOptions,
    lines = new LineCollector(),
  ) {
    super(families, escaping, lines.add, options);
    this.#lines = lines;
    this.#showsStarts = options.created ?? false;
  }

  readonly hidesRepeated = true;

  shownAs(family: MetricFamily): string {
    const { name, fallback = '' } = this.nameOf(family);
    return `${name} ${fallback}`;
  }

  plan(family: MetricFamily): FamilyPlan | undefined {
    const { type } = family;
    const columns = columnsOf(family);
    const { name, fallback } = this.nameOf(family);
    const hasStarts = this.#showsStarts && columns.startTimestamps !== undefined;
    const varies = columns.exemplars !== undefined || hasStarts || fallback !== undefined;
    if (!isUniform(columns) || varies) return undefined;
    const hasNegativeBound = (columns.bounds?.[0] ?? 0) < 0;
    // A sum that can fall is no counter.
    const showsTotals = type !== 'histogram' || !hasNegativeBound;
    this.head(family, name, this.shownType(family, name));
    return planLines(family, columns, name, {
      head: this.#lines.take(),
      labelNames: this.labelNameTexts(
        family.labelNames,
        type === 'stateset' ? escapeMetricName(family.name, this.scheme) : '',
      ),
      read: type.endsWith('histogram')
        ? readBuckets((columns.bounds?.length ?? 0) + 1, showsTotals)
        : readCells(cellsShown(family)),
      holds: (now) => holds(type, now, hasNegativeBound),
      ownSuffix: ownSuffixes[type] ?? '',
      showsTotals,
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

/** As `OpenMetricsWriter` tells which samples the format allows. */
function holds(type: MetricType, columns: FamilyColumns, hasNegativeBound: boolean): boolean {
  const keys = (columns.bounds ?? columns.quantiles ?? []).length;
  switch (type) {
    case 'summary':
      for (let cell = 0; cell < keys; cell++) {
        if (!everyCell(columns, cell, (quantile) => !(quantile < 0))) return false;
      }
      return everyCell(columns, keys, isTotal) && everyCell(columns, keys + 1, isTotal);
    case 'histogram':
      return hasNegativeBound || everyCell(columns, keys + 1, isTotal);
    case 'gaugehistogram':
      return everyCell(columns, keys + 1, hasNegativeBound ? (sum) => !Number.isNaN(sum) : isTotal);
    default:
      return true;
  }
}

function isTotal(value: number): boolean {
  return value >= 0;
}
