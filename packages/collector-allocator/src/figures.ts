import { constantFamily, type Metric } from '@telltale/model';
import { FamilyTemplate } from '@telltale/model/internal';
import type { Row } from './addon.ts';

/** How one figure of a row is shown. */
export interface Figure {
  /** What the figure is called in the row. */
  readonly key: string;
  readonly name: string;
  readonly help: string;
}

/** A figure in bytes: `in bytes` is added to what it is. */
export function bytes(key: string, name: string, what: string): Figure {
  return { key, name: `${name}_bytes`, help: `${what}, in bytes.` };
}

/** Returns what appends a gauge for each figure that the row has. */
export function figureGauges(
  figures: readonly Figure[],
): (buf: Metric[], row: Row<number>) => void {
  const templates = figures.map(({ key, ...head }) => ({
    key,
    template: new FamilyTemplate({ ...head, type: 'gauge', ...unitOf(head.name) }),
  }));
  return (buf, row) => {
    for (const { key, template } of templates) {
      const value = row[key];
      if (value !== undefined) buf.push(template.ofOne(value));
    }
  };
}

/** Appends one figure of many rows: a series for each row that has it, with what is under `label` as its label. */
export function appendByRow(
  buf: Metric[],
  { key, name, help }: Figure,
  label: string,
  rows: readonly Row<number>[],
): void {
  const series = rows.flatMap((row) => {
    const value = row[key];
    const of = row[label];
    return value === undefined || of === undefined ? [] : [{ labels: { [label]: of }, value }];
  });
  if (series.length === 0) return;
  const type = name.endsWith('_total') ? 'counter' : 'gauge';
  buf.push(
    constantFamily({ name, help, type, ...unitOf(name), labelNames: [label] as const, series }),
  );
}

function unitOf(name: string): { unit?: string } {
  return name.endsWith('_bytes') ? { unit: 'bytes' } : {};
}
