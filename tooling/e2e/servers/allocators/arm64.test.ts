import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { need } from '../../src/need.ts';
import { pnpm, repository, run } from '../../src/repository.ts';
import { arm64Node } from './arm64-node.ts';
import { buildAddon } from './compile.ts';

type Samples = Record<string, number>;

const isThere = need({
  what: 'the test of the allocator addon on arm64',
  command: [
    'sh',
    '-c',
    'aarch64-linux-gnu-gcc --version && qemu-aarch64-static --version && ls /usr/aarch64-linux-gnu/lib/libstdc++.so.6',
  ],
  missing: 'aarch64-linux-gnu-gcc or qemu-aarch64-static',
  install:
    'apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross qemu-user-static',
});

describe.runIf(isThere)('the allocator addon for arm64', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-arm64-')));
  const unpacked = join(folder, 'package');
  let node: string;
  beforeAll(() => {
    node = arm64Node();
    const addon = buildAddon(folder, 'arm64');
    // Packed as it is published, of a copy: what the package has built is not for tests to change.
    const source = join(folder, 'source');
    mkdirSync(join(source, 'dist'), { recursive: true });
    const published = join(repository, 'packages/collector-allocator-linux-arm64/package.json');
    // Without what only the workspace resolves.
    const manifest = JSON.parse(readFileSync(published, 'utf8')) as Record<string, unknown>;
    writeFileSync(
      join(source, 'package.json'),
      JSON.stringify({ ...manifest, devDependencies: undefined }),
    );
    copyFileSync(addon, join(source, 'dist/allocator.node'));
    pnpm(
      source,
      'pack',
      '--ignore-workspace',
      '--config.ignore-scripts=true',
      '--out',
      join(folder, 'package.tgz'),
    );
    run(folder, 'tar', '-xzf', 'package.tgz');
  }, 60_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows what the malloc of glibc has, and 100 MB more once they are allocated', () => {
    const printed = run(
      folder,
      'qemu-aarch64-static',
      ...['-L', '/usr/aarch64-linux-gnu', node, '--conditions=@telltale/source'],
      join(import.meta.dirname, 'allocator-child.ts'),
      'grow',
      join(unpacked, 'dist/allocator.node'),
    );
    const { before, after } = JSON.parse(printed) as { before: Samples; after: Samples };
    expect(before['allocator_available glibc found']).toBe(1);
    const figure = 'glibc_malloc_allocated_bytes';
    expect(before[figure]).toBeGreaterThan(1_000_000);
    const grown = after[figure]! - before[figure]!;
    expect(grown).toBeGreaterThan(100_000 * 1024 * 0.95);
    expect(grown).toBeLessThan(100_000 * 1024 * 2);
  }, 60_000);
});
