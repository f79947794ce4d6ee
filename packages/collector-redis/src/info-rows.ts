import type { Cell, Row } from '@telltale/rows';

interface Field {
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

/** INFO as one row. What a field has of several values, such as `db0:keys=1,expires=0`, are columns `db0.keys`, too. */
export function infoColumns(text: string): Row {
  const row = Object.create(null) as Record<string, Cell>;
  for (const { name, value } of fieldsOf(text)) {
    row[name] = value;
    for (const [part, each] of partsOf(value)) row[`${name}.${part}`] = each;
  }
  return row;
}

/** INFO as a row for each field: `section`, `field` and `value`, and a column for each value that the field has of several. */
export function infoRows(text: string): Row[] {
  return fieldsOf(text).map(({ section, name, value }) => ({
    ...Object.fromEntries(partsOf(value)),
    section,
    field: name,
    value,
  }));
}

function fieldsOf(text: string): Field[] {
  const fields: Field[] = [];
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (line.startsWith('#')) section = line.slice(1).trim();
    else if (colon !== -1) {
      fields.push({ section, name: line.slice(0, colon), value: line.slice(colon + 1) });
    }
  }
  return fields;
}

function partsOf(value: string): [string, string][] {
  if (!/^[\w.-]+=[^,=]*(?:,[\w.-]+=[^,=]*)*$/.test(value)) return [];
  return value.split(',').map((part) => {
    const equals = part.indexOf('=');
    return [part.slice(0, equals), part.slice(equals + 1)];
  });
}
