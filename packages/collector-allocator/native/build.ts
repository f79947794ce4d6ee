// Compiles the addon for the package in the working directory, into dist/allocator.node, with the C
// compiler in CC or gcc. Without one it says so and leaves no addon, which is no failure: the
// collector does without.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const compiler = process.env['CC'] ?? 'gcc';
const target = 'dist/allocator.node';

rmSync(target, { force: true });
mkdirSync(dirname(target), { recursive: true });

const isThere =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;
if (isThere) {
  const headers = createRequire(import.meta.url).resolve('node-api-headers/package.json');
  const { status } = spawnSync(
    compiler,
    [
      ...['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared'],
      ...['-fvisibility=hidden', '-Wl,-z,relro,-z,now', '-s'],
      `-I${join(dirname(headers), 'include')}`,
      ...globSync(join(import.meta.dirname, '*.c')).sort(),
      ...['-o', target],
    ],
    { stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
} else {
  console.log(`skipped: the allocator addon: ${compiler} does not run here, or not for linux-x64`);
}
