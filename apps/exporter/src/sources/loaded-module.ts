import { readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigError } from '@telltale/model';
import { contentHash } from '../config/content-hash.ts';
import { whyUnreadable } from '../why-unreadable.ts';

/** The parameter of URLs that makes another version of a module another module to Node.js. */
const parameter = 'telltale-version';

/** The files that each module has led to, in any version, without those of installed packages. */
const importedBy = new Map<string, Set<string>>();

let isHooked = false;

/** Imports of a module that has a version get the same version, so that all of its files are evaluated anew with it. */
function passVersionsOn(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const parent = context.parentURL === undefined ? null : URL.parse(context.parentURL);
      const version = parent?.searchParams.get(parameter);
      if (version === undefined || version === null) return resolved;
      const url = URL.parse(resolved.url);
      if (url?.protocol !== 'file:' || url.pathname.includes('/node_modules/')) return resolved;
      const [root = ''] = version.split('#', 1);
      importedBy.get(root)?.add(fileURLToPath(url));
      url.searchParams.set(parameter, version);
      return { ...resolved, url: url.href };
    },
  });
}

/**
 * The texts of a module and of all files that it has led to so far, as a hash: the same texts are not evaluated again.
 *
 * @throws INVALID_CONFIG if the module cannot be read
 */
export async function moduleVersion(file: string): Promise<string> {
  const [text, ...others] = await Promise.all([
    readFile(file, 'utf8').catch((error: unknown) => {
      throw new ConfigError(`the module ${file} cannot be read: ${whyUnreadable(error)}.`, {
        cause: error,
      });
    }),
    // One that is gone is no longer imported, or the import says so.
    ...[...(importedBy.get(rootOf(file)) ?? [])]
      .sort()
      .map((other) => readFile(other, 'utf8').catch(() => undefined)),
  ]);
  return contentHash(text, others);
}

/**
 * Imports the module of a file, JavaScript or TypeScript, in the version that is on the disk now, and so the files that
 * it imports, but for installed packages.
 *
 * @throws INVALID_CONFIG
 */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const root = rootOf(file);
  const url = pathToFileURL(file);
  url.searchParams.set(parameter, `${root}#${await moduleVersion(file)}`);
  if (!importedBy.has(root)) importedBy.set(root, new Set());
  passVersionsOn();
  try {
    return (await import(url.href)) as Record<string, unknown>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the module ${file} cannot be imported: ${reason}`, { cause: error });
  }
}

/** A short name of the module, whatever its text is. */
function rootOf(file: string): string {
  return contentHash(file).slice(0, 8);
}
