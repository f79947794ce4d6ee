import type { Cell, Row } from '@telltale/rows';
import { parseExactJson, type Json } from '@telltale/rows/internal';

/**
 * Rows of JSON: an array of objects, one object, or objects one after the other on lines of their own. What is nested is
 * a column too, as `outer.inner`; arrays are their text.
 *
 * @throws Error that says what is not as expected
 */
export function jsonRows(text: string): Row[] {
  const values = parsed(text);
  return values.map((value, index) => {
    if (!isObject(value)) {
      throw new Error(`item ${index + 1} of the JSON is ${kindOf(value)}, expected an object.`);
    }
    const row: Record<string, Cell> = Object.create(null) as Record<string, Cell>;
    flatten(row, '', value);
    return row;
  });
}

function parsed(text: string): readonly Json[] {
  try {
    const value = parseExactJson(text);
    return Array.isArray(value) ? (value as readonly Json[]) : [value];
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2) throw error;
    try {
      return lines.map(parseExactJson);
    } catch {
      // The first error is of the text as a whole, and says more.
      throw error;
    }
  }
}

function flatten(
  row: Record<string, Cell>,
  prefix: string,
  value: Readonly<Record<string, Json>>,
): void {
  for (const [key, each] of Object.entries(value)) {
    if (isObject(each)) flatten(row, `${prefix}${key}.`, each);
    else row[prefix + key] = Array.isArray(each) ? textOf(each as Json) : (each as Cell);
  }
}

function textOf(value: Json): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? String(each) : each,
  );
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
