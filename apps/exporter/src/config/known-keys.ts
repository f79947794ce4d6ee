export interface SchemaNode {
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

/** The keys that a JSON Schema has at a place in a value; of alternatives, those that agree with the value so far. */
export function knownKeys(
  schema: SchemaNode,
  value: unknown,
  path: readonly PropertyKey[],
): readonly string[] {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives !== undefined) {
    const agreeing = alternatives.filter((alternative) => agrees(alternative, value));
    return [...new Set(agreeing.flatMap((alternative) => knownKeys(alternative, value, path)))];
  }
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(schema.properties ?? {});
  const inner = childOf(value, key);
  if (typeof key === 'number') return schema.items ? knownKeys(schema.items, inner, rest) : [];
  const property = schema.properties?.[String(key)] ?? schema.additionalProperties;
  return typeof property === 'object' ? knownKeys(property, inner, rest) : [];
}

/** What stands at a key of a value; undefined where nothing does. */
export function childOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

/** Whether what a schema wants constant, such as `type`, is so. */
function agrees({ properties = {} }: SchemaNode, value: unknown): boolean {
  return Object.entries(properties).every(
    ([key, { const: wanted }]) => wanted === undefined || childOf(value, key) === wanted,
  );
}
