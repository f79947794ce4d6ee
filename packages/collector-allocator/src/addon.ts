import { accessSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What an allocator says of one thing: of itself, an arena, a bin. What it does not know is not there. */
export type Row<Value> = Readonly<Record<string, Value>>;

/** The functions of `native/addon.c`. */
export interface Addon {
  /** The allocator that `malloc` of this process is, if it is a known one. */
  allocator(): { readonly name: string; readonly version: string } | undefined;
  /** The rows of a group, by its number in {@link groups}, or nothing if the allocator does not know them. */
  read(group: number): readonly Row<number | string>[] | undefined;
}

/** The order of `enum group` in `native/reading.h`. */
export const groups = { figures: 0, arenas: 1, bins: 2, options: 3 } as const;

/** Why there is no addon. */
export type AddonFault =
  'unsupported_platform' | 'addon_missing' | 'addon_refused' | 'addon_broken';

/** The optional packages that hold the addon. */
const packageOf: Readonly<Record<string, string>> = {
  'linux-arm64': '@telltale/collector-allocator-linux-arm64',
  'linux-x64': '@telltale/collector-allocator-linux-x64',
};

/** Loads the addon at a path, or the one of the optional package for this platform. Never throws. */
export function loadAddon(path: string | undefined): Addon | AddonFault {
  const require = createRequire(import.meta.url);
  let file = path;
  if (file === undefined) {
    const name = packageOf[`${process.platform}-${process.arch}`];
    if (name === undefined) return 'unsupported_platform';
    try {
      file = join(dirname(require.resolve(`${name}/package.json`)), 'dist/allocator.node');
    } catch (error) {
      return faultOf(error);
    }
  }
  try {
    // Throws where there is no file. Not existsSync(), which throws another error without the permission to read.
    accessSync(file);
  } catch (error) {
    return faultOf(error);
  }
  try {
    const loaded: unknown = require(file);
    return isAddon(loaded) ? loaded : 'addon_broken';
  } catch (error) {
    // Built for another C library, another processor, or no addon at all.
    return isRefusal(error) ? 'addon_refused' : 'addon_broken';
  }
}

function faultOf(error: unknown): AddonFault {
  return isRefusal(error) ? 'addon_refused' : 'addon_missing';
}

/** Whether Node.js runs without the permission for it, with --permission or --no-addons; or Deno does. */
function isRefusal(error: unknown): boolean {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return code === 'ERR_DLOPEN_DISABLED' || code === 'ERR_ACCESS_DENIED' || name === 'NotCapable';
}

function isAddon(loaded: unknown): loaded is Addon {
  const { allocator, read } = (loaded ?? {}) as Partial<Addon>;
  return typeof allocator === 'function' && typeof read === 'function';
}
