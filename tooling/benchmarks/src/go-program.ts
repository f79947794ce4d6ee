import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const golangName = 'client_golang';

/** Where Debian's package golang-github-prometheus-client-golang-dev puts its sources. */
const debianGoPath = '/usr/share/gocode';
const library = `${debianGoPath}/src/github.com/prometheus/client_golang`;

/** The cases in Go, compiled. */
export interface GoProgram {
  readonly file: string;
  /** Of client_golang and of Go. */
  readonly version: string;
  remove(): void;
}

function output(program: string, args: string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Compiles the cases for client_golang, or says in `skipped` why it cannot be compared with here.
 *
 * @throws Error if all is there, but does not compile
 */
export function buildGoProgram(): GoProgram | { skipped: string } {
  const go = output('go', ['version']);
  if (go === undefined) return { skipped: 'Go is not installed' };
  if (!existsSync(library)) {
    return { skipped: 'golang-github-prometheus-client-golang-dev is not installed' };
  }
  const folder = mkdtempSync(join(tmpdir(), 'telltale-benchmarks-'));
  const file = join(folder, 'cases');
  const { status, stderr } = spawnSync('go', ['build', '-o', file, '.'], {
    cwd: fileURLToPath(new URL('../go', import.meta.url)),
    env: { ...process.env, GO111MODULE: 'off', GOPATH: debianGoPath, GOFLAGS: '' },
    encoding: 'utf8',
  });
  const remove = (): void => rmSync(folder, { recursive: true });
  if (status !== 0) {
    remove();
    throw new Error(`the cases in Go do not compile:\n${stderr}`);
  }
  const packaged = output('dpkg-query', [
    '-W',
    '-f',
    '${Version}',
    'golang-github-prometheus-client-golang-dev',
  ]);
  const version = `${packaged ?? 'of an unknown version'}, ${go.replace('go version ', '')}`;
  return { file, version, remove };
}
