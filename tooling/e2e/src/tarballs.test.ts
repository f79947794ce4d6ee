import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from './installation.ts';
import { printedAsShown, readExample } from './readme-example.ts';
import { publishedPackages, repository, run } from './repository.ts';

/** Type-checks what is in the folder as a strict user would; the compiler is the repository's. */
function typeCheck(folder: string, file: string): void {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024', 'esnext.disposable'],
        module: 'nodenext',
        types: ['node'],
        typeRoots: [join(repository, 'node_modules/@types')],
        strict: true,
        noEmit: true,
        erasableSyntaxOnly: true,
      },
      files: [file],
    }),
  );
  run(folder, process.execPath, join(repository, 'node_modules/typescript/bin/tsc'), '-p', '.');
}

/** Runs a command; once it printed what is shown and still runs, asks it to stop. What it says then is not looked at. */
async function runCommand(folder: string, command: string, shown: string | undefined) {
  // `exec`, so that the signal reaches the program and not a shell in between.
  const child = spawn(`exec ${command.trim().replace(/^npx /, './node_modules/.bin/')}`, {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let stopping = false;
  const look = (chunk: Buffer): void => {
    if (stopping) return;
    printed += chunk.toString();
    stopping = shown !== undefined && printedAsShown(shown, printed);
    if (stopping) child.kill('SIGTERM');
  };
  child.stdout.on('data', look);
  child.stderr.on('data', look);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed };
}

describe.each(publishedPackages())('the tarball of $name', ({ name, folder, manifest }) => {
  let alone: Installation;

  beforeAll(() => {
    alone = install([name]);
  });
  afterAll(() => {
    alone[Symbol.dispose]();
  });

  it('holds what it should and nothing else', () => {
    const installed = join(alone.folder, 'node_modules', name);
    const expected = ['LICENSE', 'README.md', 'dist', 'package.json'];
    if (name === '@telltale/exporter') expected.push('bin', 'deploy');
    expect(expected).toEqual(expect.arrayContaining(readdirSync(installed)));
    expect(readdirSync(join(installed, 'dist')).filter((file) => file.includes('.test'))).toEqual(
      [],
    );
    expect(readFileSync(join(installed, 'package.json'), 'utf8')).not.toMatch(
      /@telltale\/source|workspace:|catalog:/,
    );
  });

  it('installs alone, and every entry can be imported and does nothing by itself', () => {
    // An entry that is named after an optional peer needs it.
    const peers = Object.keys(manifest.peerDependencies ?? {}).map((peer) => `./${peer}`);
    const entries = Object.keys(manifest.exports ?? {}).filter(
      (key) => key !== './package.json' && !peers.includes(key),
    );
    expect(entries).toContain('.');
    const program = entries.map((key) => `await import('${join(name, key)}');`).join('\n');
    expect(run(alone.folder, process.execPath, '--input-type=module', '-e', program)).toBe('');
  });

  it('has a README whose example runs as printed', async () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const { packages, language, code, output } = readExample(readme);
    expect(packages[0]).toBe(name);

    const fresh = packages.length > 1 ? install(packages) : undefined;
    try {
      const cwd = (fresh ?? alone).folder;
      if (language === 'sh') {
        const { code: ended, printed } = await runCommand(cwd, code, output);
        if (output !== undefined && !printedAsShown(output, printed)) expect(printed).toBe(output);
        expect(ended).toBe(0);
        return;
      }
      const file = `example.${language}`;
      writeFileSync(join(cwd, file), code);
      if (language === 'ts') typeCheck(cwd, file);
      const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
        cwd,
        encoding: 'utf8',
        timeout: 30_000,
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      if (output !== undefined && !printedAsShown(output, stdout)) expect(stdout).toBe(output);
    } finally {
      fresh?.[Symbol.dispose]();
    }
  });
});
