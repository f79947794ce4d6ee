// Compiles the addon for the package in the working directory, into dist/allocator.node, for the
// processor that its package.json names. Without a compiler for it, it says so and leaves no addon,
// which is no failure: the collector does without. With --if-stale it builds for this machine,
// whatever the working directory, does nothing where the addon is newer than its sources, and a
// compiler that fails is no failure either.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compilersFor, packageCpu, target } from './compiler.ts';

const sources = globSync(join(import.meta.dirname, '*.c')).sort();
const isForStart = process.argv.includes('--if-stale');

function isFresh(): boolean {
  const built = statSync(target, { throwIfNoEntry: false });
  const inputs = [...globSync(join(import.meta.dirname, '*.h')), ...sources];
  return built !== undefined && inputs.every((file) => statSync(file).mtimeMs < built.mtimeMs);
}

/** Whether it runs and has the headers of the C library: Debian has the two in packages of their own. */
function compiles(compiler: string): boolean {
  return (
    spawnSync(compiler, ['-fsyntax-only', '-xc', '-'], {
      input: '#include <stdio.h>\n#include <pthread.h>\n',
      stdio: ['pipe', 'ignore', 'ignore'],
    }).status === 0
  );
}

function skip(reason: string): void {
  rmSync(target, { force: true });
  console.log(`skipped: the allocator addon: ${reason}`);
}

function compile(): void {
  if (process.platform !== 'linux') {
    skip('it is built on Linux only');
    return;
  }
  const cpu = packageCpu();
  const { programs, install } = compilersFor(cpu);
  const compiler = programs.find(compiles);
  if (compiler === undefined) {
    const missing = `${programs.join(' or ')} does not run here, or has no headers of a C library`;
    skip(`for linux-${cpu}: ${missing}. To build it: ${install}`);
    return;
  }
  const headers = createRequire(import.meta.url).resolve('node-api-headers/package.json');
  mkdirSync(dirname(target), { recursive: true });
  // Of its own name until it is whole: a process that starts meanwhile loads the one of before.
  const unfinished = `${target}.${process.pid}`;
  const { status } = spawnSync(
    compiler,
    [
      ...['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared'],
      ...['-fvisibility=hidden', '-Wl,-z,relro,-z,now', '-s'],
      // Linked with no C library, it finds the few functions it needs in the one that Node.js has loaded, be it glibc
      // or musl, and of whatever version.
      '-nostdlib',
      `-I${join(dirname(headers), 'include')}`,
      ...sources,
      ...['-o', unfinished],
    ],
    { stdio: 'inherit' },
  );
  if (status === 0) renameSync(unfinished, target);
  else {
    rmSync(unfinished, { force: true });
    rmSync(target, { force: true });
    process.exitCode = isForStart ? 0 : (status ?? 1);
  }
}

if (isForStart) {
  const { platform, arch } = process;
  const folder = join(import.meta.dirname, `../../collector-allocator-${platform}-${arch}`);
  if (existsSync(folder)) {
    process.chdir(folder);
    if (!isFresh()) compile();
  } else console.log(`skipped: the allocator addon: there is none for ${platform}-${arch}`);
} else compile();
