import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout that these tests are in. */
export const repository = join(import.meta.dirname, '../../..');

export interface Manifest {
  readonly cpu?: readonly string[];
  name: string;
  version: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  exports?: Record<string, unknown>;
  peerDependencies?: Record<string, string>;
}

export interface PublishedPackage {
  name: string;
  /** The package's folder, absolute. */
  folder: string;
  manifest: Manifest;
}

/** The packages of a checkout that are published. */
export function publishedPackages(root: string = repository): PublishedPackage[] {
  return globSync('{packages,apps}/*/package.json', { cwd: root })
    .sort()
    .map((file) => {
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
      return { name: manifest.name, folder: join(root, dirname(file)), manifest };
    })
    .filter(({ manifest }) => manifest.private !== true);
}

/** Runs a program to its end and gives what it printed; throws with all of it when it fails. */
export function run(cwd: string, program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) {
    throw new Error(`${[program, ...args].join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
  return stdout;
}

/** Runs the pinned pnpm in a checkout. */
export function pnpm(root: string, ...args: string[]): string {
  return run(root, process.execPath, join(repository, 'tooling/pnpm.mjs'), ...args);
}

/** The files of the checkout that are or will be committed. */
export function sourceFiles(): string[] {
  return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => file !== '');
}
