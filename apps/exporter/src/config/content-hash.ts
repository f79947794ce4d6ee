import { createHash } from 'node:crypto';
import { Secret } from './secret.ts';

/** The same for values of the same content, whatever the order of their keys; secrets take part by their value. */
export function contentHash(...values: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(values.map(canonical)))
    .digest('base64url');
}

function canonical(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() };
  if (value instanceof RegExp) return { pattern: String(value) };
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, item]) => [key, canonical(item)]);
}
