import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly '@telltale/source': string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * The sources of all public modules of a checkout, each with the name that it is imported by. Packages come after those
 * that they depend on.
 */
export function publicModules(root: string): Map<string, string> {
  return new Map([...inOrder(publicPackages(root))].flatMap(modulesOf));
}

function publicPackages(root: string): Package[] {
  return globSync('{packages,apps}/*/package.json', { cwd: root })
    .sort()
    .map((file) => ({
      folder: join(root, dirname(file)),
      manifest: JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true);
}

function inOrder(packages: readonly Package[]): Iterable<Package> {
  const ordered = new Set<Package>();
  const add = (one: Package): void => {
    for (const name of Object.keys(one.manifest.dependencies ?? {})) {
      const other = packages.find(({ manifest }) => manifest.name === name);
      if (other !== undefined) add(other);
    }
    ordered.add(one);
  };
  for (const one of packages) add(one);
  return ordered;
}

function modulesOf({ folder, manifest }: Package): [string, string][] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
    // What only siblings import is not public.
    typeof target === 'string' || subpath === './internal'
      ? []
      : [[join(folder, target['@telltale/source']), join(manifest.name, subpath)]],
  );
}
