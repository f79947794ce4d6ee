import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyRepository } from './copied-repository.ts';
import { printedAsShown, readPage } from './readme-example.ts';
import { pnpm, run } from './repository.ts';

// Long enough that lines have to be broken which are whole with a short name.
const name = 'sum-of-all-queues-of-the-back-office';
const folder = `packages/collector-${name}`;
const program = ['--conditions=@telltale/source', 'tooling/new-collector/src/main.ts'];
let copy: string;

/** Runs the generator as its script does, without pnpm around it. */
function generate(...args: string[]): { status: number | null; printed: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status, printed: stdout + stderr };
}

const node = (...args: string[]): string => run(copy, process.execPath, ...args);
const changed = (): string => run(copy, 'git', 'status', '--porcelain', '--untracked-files=all');

beforeAll(() => {
  copy = copyRepository();
  pnpm(copy, 'install', '--offline', '--frozen-lockfile', '--ignore-scripts');
  pnpm(copy, 'new:collector', name);
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

describe('pnpm new:collector', () => {
  it('changes what it has to, and says so', () => {
    const files = [
      `.changeset/collector-${name}.md`,
      'pnpm-lock.yaml',
      'tooling/checks/src/import-table.ts',
      'tooling/declarations/consumer.ts',
      'tooling/declarations/package.json',
      ...['README.md', 'api.md', 'package.json', 'src/index.ts'].map((file) => `${folder}/${file}`),
      ...['-collector.test.ts', '-collector.ts', '-source.ts'].map(
        (end) => `${folder}/src/${name}${end}`,
      ),
      `${folder}/tsconfig.json`,
      `${folder}/tsup.config.ts`,
    ];
    const listed = changed()
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(3));
    expect(listed.toSorted()).toEqual(files.toSorted());
  });

  it.each([
    ['a name that is taken', [name], `${folder} is there already.`],
    ['a name that will not do', ['Nginx'], '"Nginx" cannot be the name of a collector: '],
    ['no name', [], 'expected one name.'],
    ['two names', ['one', 'two'], 'expected one name.'],
  ])('refuses %s, and changes nothing', (_, args, reason) => {
    const before = changed();
    const { status, printed } = generate(...args);
    expect(status).not.toBe(0);
    expect(printed).toContain(`No collector was made: ${reason}`);
    expect(printed).not.toMatch(/^ +at /m);
    expect(changed()).toBe(before);
  });

  it('takes everything back when it is interrupted', async () => {
    const before = changed();
    const child = spawn(process.execPath, [...program, 'interrupted'], { cwd: copy });
    const ended = once(child, 'exit');
    const made = join(copy, 'packages/collector-interrupted');
    while (!existsSync(made) && child.exitCode === null) await sleep(10);
    child.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(existsSync(made)).toBe(false);
    expect(changed()).toBe(before);
  });

  it('makes a package that is formatted, and type-checks', () => {
    node(
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      folder,
      '.changeset',
      'tooling/checks/src',
      'tooling/declarations',
    );
    run(
      join(copy, folder),
      process.execPath,
      join(copy, 'node_modules/typescript/bin/tsc'),
      '--noEmit',
    );
  });

  it('makes a package that lints', () => {
    run(join(copy, folder), process.execPath, join(copy, 'node_modules/eslint/bin/eslint.js'), '.');
  });

  it('makes a package whose tests pass', () => {
    const printed = node('node_modules/vitest/vitest.mjs', 'run', '--project', `collector-${name}`);
    expect(printed).toMatch(/passed/);
  });

  it('gives it a place in the import table', () => {
    node('tooling/checks/src/check-imports.ts');
  });

  it('makes an API report that is the one of what is built', () => {
    const inFolder = join(copy, folder);
    run(inFolder, join(copy, 'node_modules/.bin/tsup'));
    run(inFolder, process.execPath, join(copy, 'tooling/checks/src/api-report.ts'));
  });

  it('makes a README whose example prints what it shows', () => {
    const [{ code, output }] = readPage(
      readFileSync(join(copy, folder, 'README.md'), 'utf8'),
    ).examples;
    // The package is not among its own dependencies; `registry` and `exposition` are those of a user.
    const file = join(copy, 'examples/src/generated.ts');
    const own = `../../${folder}/src/index.ts`;
    writeFileSync(file, code.replace(`@telltale/collector-${name}`, own));
    const printed = node('--conditions=@telltale/source', file);
    if (!printedAsShown(output ?? '', printed)) expect(printed).toBe(output);
    rmSync(file);
  });
});
