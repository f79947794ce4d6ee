import type { Cell, Row } from '@telltale/rows';
import { parseExactJson, type Json } from '@telltale/rows/internal';
import { JsonError } from './json-error.ts';
import type { JsonPath } from './json-path.ts';
import type { CheckedQuery, Columns } from './json-query.ts';

type Location = readonly (string | number)[];
type Value = Parameters<JsonPath['query']['query']>[0];

/** The same JSON twice: with exact numbers, and with those that filters can compare. */
interface Document {
  readonly exact: Json;
  readonly plain: unknown;
}

/**
 * The rows of a text.
 *
 * @throws SyntaxError for what is no JSON, JsonError for a path that finds several values for one cell
 */
export function documentRows(text: string, query: CheckedQuery): Row[] {
  const { rows, columns, documentColumns, keyColumn } = query;
  const exact = parseExactJson(text);
  const paths = [rows, ...[...columns, ...documentColumns].map(([, path]) => path)];
  const hasFilter = paths.some((path) => path.hasFilter);
  const document: Document = { exact, plain: hasFilter ? JSON.parse(text) : exact };
  const common = cells(document, documentColumns, 'documentColumns', '$');
  return find(rows, document).map(({ location, found }) => {
    const row = Object.create(null) as Record<string, Cell>;
    for (const [name, cell] of common) row[name] = cell;
    for (const [name, cell] of cells(found, columns, 'columns', nameOf(location))) row[name] = cell;
    if (keyColumn !== undefined) row[keyColumn] = location.at(-1) ?? null;
    return row;
  });
}

function cells(
  document: Document,
  columns: Columns,
  option: string,
  where: string,
): [string, Cell][] {
  return columns.map(([name, path]) => {
    const found = find(path, document);
    if (found.length > 1) {
      throw new JsonError(
        'path',
        `${option}.${name}: ${path.text} finds ${found.length} values in ${where}, expected one. Let rows find them, so ` +
          'that each has a row.',
      );
    }
    return [name, cellOf(found[0]?.found.exact)];
  });
}

function find(path: JsonPath, document: Document): { location: Location; found: Document }[] {
  try {
    return path.query.query(document.plain as Value).nodes.map(({ location, value }) => ({
      location,
      found: { exact: at(document.exact, location), plain: value },
    }));
  } catch (error) {
    throw new JsonError('path', `${path.text}: ${(error as Error).message}`);
  }
}

function at(value: Json, location: Location): Json {
  let found = value;
  for (const key of location)
    found = (found as Readonly<Record<string | number, Json>>)[key] ?? null;
  return found;
}

function cellOf(value: Json | undefined): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? String(each) : each,
  );
}

function nameOf(location: Location): string {
  return `$${location.map((key) => `[${JSON.stringify(key)}]`).join('')}`;
}
