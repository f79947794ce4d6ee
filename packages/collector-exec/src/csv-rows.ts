import type { Row } from '@telltale/rows';
import { parse } from 'csv-parse/sync';

/** How CSV is read. */
export interface CsvSettings {
  readonly delimiter: string;
  readonly columns: readonly string[] | undefined;
}

/**
 * Rows of CSV (RFC 4180). Its first line has the names of the columns, unless they are given. All cells are text.
 *
 * @throws Error that says on which line is what
 */
export function csvRows(text: string, { delimiter, columns }: CsvSettings): Row[] {
  return parse<Row>(text, {
    bom: true,
    delimiter,
    columns: columns === undefined ? checkedHeader : [...columns],
    skip_empty_lines: true,
  });
}

function checkedHeader(names: readonly string[]): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Error(`the CSV has the column ${JSON.stringify(twice)} twice.`);
  return [...names];
}
