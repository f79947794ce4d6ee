// Compiles the addon for the package in the working directory, into dist/allocator.node, with the C
// compiler in CC or gcc. Without one it says so and leaves no addon, which is no failure: the
// collector does without. With --if-stale it does nothing where the addon is newer than its sources,
// and a compiler that fails is no failure either.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const compiler = process.env['CC'] ?? 'gcc';
const target = 'dist/allocator.node';
const sources = globSync(join(import.meta.dirname, '*.c')).sort();
const isForStart = process.argv.includes('--if-stale');

function isFresh(): boolean {
  const built = statSync(target, { throwIfNoEntry: false });
  const inputs = [...globSync(join(import.meta.dirname, '*.h')), ...sources];
  return built !== undefined && inputs.every((file) => statSync(file).mtimeMs < built.mtimeMs);
}

function compile(): void {
  mkdirSync(dirname(target), { recursive: true });
  const isThere =
    process.platform === 'linux' &&
    process.arch === 'x64' &&
    spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!isThere) {
    rmSync(target, { force: true });
    console.log(
      `skipped: the allocator addon: ${compiler} does not run here, or not for linux-x64`,
    );
    return;
  }
  const headers = createRequire(import.meta.url).resolve('node-api-headers/package.json');
  // Of its own name until it is whole: a process that starts meanwhile loads the one of before.
  const unfinished = `${target}.${process.pid}`;
  const { status } = spawnSync(
    compiler,
    [
      ...['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared'],
      ...['-fvisibility=hidden', '-Wl,-z,relro,-z,now', '-s'],
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

if (!isForStart || !isFresh()) compile();
