import { isDeepStrictEqual } from 'node:util';

/** What is read of JSON Schema. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Option {
  readonly key: string;
  readonly type: string;
  readonly byDefault: string;
  readonly meaning: string;
}

/** A table of all keys that an object may have, those of objects in it included. */
export function optionTable(schema: Schema): string {
  return table(
    ['option', 'type', 'default', 'meaning'],
    optionsOf(schema).map(({ key, type, byDefault, meaning }) => [
      `\`${key}\``,
      type,
      byDefault,
      meaning,
    ]),
  );
}

/** Every key that an object may have, and those of objects in it. */
export function keysIn(schema: Schema): string[] {
  const { properties = {}, anyOf = [], oneOf = [], items } = schema;
  const inside = [...Object.values(properties), ...anyOf, ...oneOf, ...(items ? [items] : [])];
  return [...Object.keys(properties), ...inside.flatMap(keysIn)];
}

/** A table of markdown as Prettier writes it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((text) => text.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join(
    '\n',
  );
}

function optionsOf(schema: Schema, path = ''): Option[] {
  const found = new Map<string, { option: Schema; isRequired: boolean; in: number }>();
  const variants = objectsIn(schema);
  for (const { properties = {}, required = [] } of variants) {
    for (const [name, option] of Object.entries(properties)) {
      const known = found.get(name);
      found.set(name, {
        option: known === undefined ? option : either(known.option, option),
        isRequired: (known?.isRequired ?? true) && required.includes(name),
        in: (known?.in ?? 0) + 1,
      });
    }
  }
  return [...found].flatMap(([name, { option, isRequired, in: count }]) => {
    const key = `${path}${name}`;
    const [meaning, byDefault] = splitDefault(option.description ?? '');
    const isOfAll = isRequired && count === variants.length;
    return [
      {
        key,
        type: typeText(option),
        byDefault: isOfAll ? 'required' : byDefault,
        meaning: name === 'type' && meaning === '' ? 'What it is.' : meaning,
      },
      ...(isSecret(option) ? [] : optionsOf(option, `${key}${option.items ? '[]' : ''}.`)),
    ];
  });
}

/** The objects with keys of their own that a value may be, or be a list of. */
function objectsIn(schema: Schema): Schema[] {
  if (isSecret(schema)) return [];
  if (schema.properties !== undefined) return [schema];
  const inside = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ];
  return inside.flatMap(objectsIn);
}

function either(one: Schema, other: Schema): Schema {
  if (isDeepStrictEqual(one, other)) return one;
  const { description = other.description } = one;
  return { ...(description !== undefined && { description }), anyOf: [one, other] };
}

function splitDefault(description: string): [meaning: string, byDefault: string] {
  const [, meaning = '', byDefault = ''] = /^(.*?)\s*Default: (.*?)\.?$/s.exec(description) ?? [];
  return byDefault === '' ? [description, 'none'] : [meaning, byDefault];
}

function isSecret({ anyOf = [] }: Schema): boolean {
  const keys = anyOf.map(({ properties = {} }) => Object.keys(properties).join());
  return isDeepStrictEqual(keys, ['env', 'file']);
}

function typeText(schema: Schema): string {
  const { type, items, additionalProperties: values } = schema;
  if (isSecret(schema)) return 'secret';
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) {
    const choices = schema.enum.map((choice) => `\`${String(choice)}\``);
    return choices.length > 8 ? 'one of several names' : choices.join(', ');
  }
  const variants = Array.isArray(type)
    ? type.map((each: string) => ({ type: each }))
    : (schema.anyOf ?? schema.oneOf);
  if (variants !== undefined) return [...new Set(variants.map(typeText))].join(' or ');
  if (type === 'array') return `list of ${typeText(items ?? {}).replace(/number$/, 'numbers')}`;
  if (type === 'object') {
    return typeof values === 'object' ? `names with ${typeText(values)}` : 'keys';
  }
  if (type === 'string') return schema.pattern?.includes('ms') === true ? 'time' : 'text';
  const names: Readonly<Record<string, string>> = {
    integer: 'whole number',
    boolean: 'true or false',
  };
  return typeof type === 'string' ? (names[type] ?? type) : 'anything';
}
