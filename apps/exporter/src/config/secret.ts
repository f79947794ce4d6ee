import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '@telltale/model';
import * as z from 'zod';
import { whyUnreadable } from '../why-unreadable.ts';

const shownAs = '<secret>';

/** Where a secret is kept. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/**
 * A value that must not be seen. However it is printed, in text, JSON or a dump of an object that holds it, it is
 * `<secret>`; only `reveal()` gives the value.
 */
export class Secret {
  readonly #reference: SecretReference;
  #value: string | undefined;

  constructor(reference: SecretReference) {
    this.#reference = reference;
  }

  /**
   * Reads the value, from the environment or from a file without the line end at its end.
   *
   * @param folder - what a relative path begins at
   * @throws INVALID_CONFIG if there is none, or it is empty
   */
  async load(folder: string): Promise<void> {
    this.#value = await read(this.#reference, folder);
  }

  /** @throws Error if it was not loaded, which is a mistake of the program */
  reveal(): string {
    if (this.#value === undefined) throw new Error('a secret was used before it was loaded');
    return this.#value;
  }

  toString(): string {
    return shownAs;
  }

  toJSON(): string {
    return shownAs;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shownAs;
  }
}

/** The only way to give a secret in a configuration. */
export const secret = z
  .union(
    [
      z.strictObject({ env: z.string().min(1).describe('Name of an environment variable.') }),
      z.strictObject({
        file: z.string().min(1).describe('Path of a file, from the folder of the configuration.'),
      }),
    ],
    { error: 'a secret is never written here: expected { env: NAME } or { file: PATH }' },
  )
  .transform((reference) => new Secret(reference));

/** Every secret in a value, with its path. */
export function* secretsIn(
  value: unknown,
  path: readonly PropertyKey[] = [],
): Generator<readonly [readonly PropertyKey[], Secret]> {
  if (value instanceof Secret) yield [path, value];
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* secretsIn(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* secretsIn(item, [...path, key]);
  }
}

async function read(reference: SecretReference, folder: string): Promise<string> {
  if ('env' in reference) {
    const value = process.env[reference.env];
    if (value) return value;
    const state = value === undefined ? 'not set' : 'empty';
    throw new ConfigError(
      `the environment variable ${reference.env} is ${state}: set it to the secret.`,
    );
  }
  const file = resolve(folder, reference.file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`the file ${file} cannot be read: ${whyUnreadable(error)}.`, {
      cause: error,
    });
  }
  const value = text.replace(/\r?\n$/, '');
  if (value !== '') return value;
  throw new ConfigError(`the file ${file} is empty: write the secret into it.`);
}
