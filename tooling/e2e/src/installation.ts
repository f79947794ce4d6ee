import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedPackages, run } from './repository.ts';

export interface Installation extends Disposable {
  /** The folder of the project that the packages were installed into. */
  folder: string;
}

function tarballOf(name: string): string {
  const found = publishedPackages().find((candidate) => candidate.name === name);
  if (!found) throw new Error(`${name} is not a published package of this repository`);
  const tarball = join(found.folder, '.pack/package.tgz');
  if (!existsSync(tarball)) throw new Error(`${tarball} is missing: run pnpm test:e2e`);
  return `file:${tarball}`;
}

/** What published packages depend on that others publish, as it is in this checkout. */
function foreignDependencies(): Record<string, string> {
  const own = new Set(publishedPackages().map(({ name }) => name));
  const found: Record<string, string> = {};
  for (const { folder } of publishedPackages()) {
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as { dependencies?: Record<string, string> };
    for (const name of Object.keys(dependencies)) {
      if (own.has(name)) continue;
      found[name] = `file:${realpathSync(join(folder, 'node_modules', name))}`;
    }
  }
  return found;
}

/**
 * The package.json of a project that has packages from their tarballs. What they depend on comes
 * from the tarballs of this repository too, or from this checkout, and nothing from a registry.
 */
export function projectManifest(names: readonly string[]): string {
  const all = publishedPackages().map(({ name }) => name);
  const tarballs = (of: readonly string[]): Record<string, string> =>
    Object.fromEntries(of.map((name) => [name, tarballOf(name)]));
  return JSON.stringify({
    type: 'module',
    private: true,
    dependencies: tarballs(names),
    overrides: {
      ...foreignDependencies(),
      ...tarballs(all.filter((name) => !names.includes(name))),
    },
  });
}

/** Whether a package says that it is for this kind of processor, or for any. */
export function isForThisMachine(name: string): boolean {
  const { manifest } = publishedPackages().find((one) => one.name === name) ?? {};
  return manifest?.cpu?.includes(process.arch) ?? true;
}

/** Makes an empty project and installs packages into it with npm, from their tarballs. */
export function install(names: readonly string[]): Installation {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-install-')));
  writeFileSync(join(folder, 'package.json'), projectManifest(names));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // What is for another machine npm refuses otherwise, and only where it is asked for by name.
    const force = names.every(isForThisMachine) ? [] : ['--force'];
    const args = ['--offline', '--no-audit', '--no-fund', '--loglevel=error', ...force];
    run(folder, 'npm', 'install', ...args);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, [Symbol.dispose]: remove };
}
