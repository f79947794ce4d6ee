import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { repository, run } from '../../src/repository.ts';

const native = join(repository, 'packages/collector-allocator/native');
const headers = dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json'));
const strict = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-g', '-O1'];

/** Builds the addon for a processor as its package does, but in this folder, and gives its path. */
export function buildAddon(folder: string, cpu: string = process.arch): string {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ cpu: [cpu] }));
  run(folder, process.execPath, join(native, 'build.ts'));
  return join(folder, 'dist/allocator.node');
}

/** Compiles the addon that reports what an allocator says of itself, and gives its path. */
export function buildReporter(folder: string): string {
  const file = join(folder, 'own-report.node');
  const source = join(import.meta.dirname, 'own-report.c');
  run(
    folder,
    'gcc',
    ...strict,
    '-fPIC',
    '-shared',
    `-I${join(headers, 'include')}`,
    source,
    '-o',
    file,
  );
  return file;
}

/** Compiles the program of another C library that loads the addon, and gives its path. */
export function buildMuslHost(folder: string): string {
  const file = join(folder, 'musl-host');
  const source = join(import.meta.dirname, 'musl-host.c');
  run(
    folder,
    'musl-gcc',
    ...strict,
    '-rdynamic',
    `-I${join(headers, 'include')}`,
    source,
    '-o',
    file,
  );
  return file;
}

/** A line of what the sanitized program prints. */
export interface SanitizedLine {
  readonly name: string;
  readonly version: string;
  readonly rows?: number;
  readonly numbers?: number;
  readonly texts?: number;
  /** By how much the allocated memory grew when the program took 20 MB. */
  readonly grown?: number;
}

/** Compiles the reading functions with a program of their own, under two sanitizers and linked with a library, and runs it. */
export function runSanitized(
  folder: string,
  library: string | undefined,
  take: string,
): SanitizedLine[] {
  const file = join(folder, `sanitized-${library ?? 'alone'}`);
  const sources = ['find-allocator', 'jemalloc', 'mimalloc', 'tcmalloc', 'glibc'];
  run(
    folder,
    'gcc',
    ...strict,
    '-fsanitize=address,undefined',
    '-fno-sanitize-recover',
    `-I${native}`,
    join(import.meta.dirname, 'sanitized.c'),
    ...sources.map((name) => join(native, `${name}.c`)),
    '-o',
    file,
    '-Wl,--no-as-needed',
    ...(library === undefined ? [] : [`-l:${library}`]),
  );
  // Nothing of it allocates, and the leak check needs rights that a container may not give.
  const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };
  const { status, stdout, stderr } = spawnSync(file, [take], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${file} ended with ${status}\n${stdout}${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SanitizedLine);
}
