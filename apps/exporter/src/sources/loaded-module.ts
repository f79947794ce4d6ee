import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '@telltale/model';
import { contentHash } from '../config/content-hash.ts';

/** The text of a module, as a hash: the same text is not evaluated again. */
export async function moduleVersion(file: string): Promise<string> {
  try {
    return contentHash(await readFile(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(`the module ${file} cannot be read: ${code ?? message}.`, {
      cause: error,
    });
  }
}

/**
 * Imports the module of a file, JavaScript or TypeScript, in the version that is on the disk now. What that imports
 * is evaluated once and for all, as everything that Node.js imports.
 *
 * @throws INVALID_CONFIG
 */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(file);
  url.searchParams.set('version', await moduleVersion(file));
  try {
    return (await import(url.href)) as Record<string, unknown>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the module ${file} cannot be imported: ${reason}`, { cause: error });
  }
}
