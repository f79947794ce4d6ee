import { copyFileSync, cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../src/repository.ts';

/** Programs of Debian that the steps of the Dockerfile run, and what they need. */
const programs = ['/bin/sh', '/bin/rm', '/usr/bin/env'];

/**
 * What a Dockerfile finds in the official image of Node.js, as far as it uses it: Node.js, npm, a
 * shell. Anything else of this machine is missing, so that what needs it fails.
 */
export function makeBaseImage(root: string): void {
  for (const folder of ['dev', 'etc', 'mnt', 'opt', 'proc', 'tmp', 'usr/local/bin']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  copyFile(process.execPath, join(root, 'usr/local/bin/node'));
  const npm = dirname(dirname(realpathSync(run('/', 'sh', '-c', 'command -v npm').trim())));
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  for (const program of programs) copyFile(program, join(root, program));
  for (const program of [process.execPath, ...programs]) {
    for (const library of librariesOf(program)) copyFile(library, join(root, library));
  }
}

/** The shared libraries that a program loads, and what loads them. */
function librariesOf(program: string): string[] {
  return [...run('/', 'ldd', program).matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(
    ([, path = '']) => path,
  );
}

function copyFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
