import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, type Installation } from './installation.ts';
import { publishedPackages, repository, run } from './repository.ts';

/** What CONTRIBUTING.md tells those to write who publish a collector of their own. */
const page = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');
const [, section = ''] = /^## Publish a collector elsewhere\n([\s\S]*?)^## /m.exec(page) ?? [];

/** Each block by the file that stands before it. */
const files = Object.fromEntries(
  [...section.matchAll(/`([\w./-]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, file, text]) => [
    file,
    text,
  ]),
) as Record<string, string>;
const packages = [...section.matchAll(/^npm install (.+)$/gm)]
  .flatMap(([, names = '']) => names.split(' '))
  .filter((name) => !name.startsWith('-'));

describe('a collector published elsewhere, made as CONTRIBUTING.md says', () => {
  let project: Installation;
  let manifest: { name: string; version: string };

  beforeAll(() => {
    const own = new Set(publishedPackages().map(({ name }) => name));
    project = install(packages.filter((name) => own.has(name)));
    // Packages of others are not fetched: they are taken from this checkout.
    for (const foreign of packages.filter((name) => !own.has(name))) {
      const link = join(project.folder, 'node_modules', foreign);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(realpathSync(join(repository, 'node_modules', foreign)), link);
    }
    for (const [file, text] of Object.entries(files)) {
      const path = join(project.folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    manifest = JSON.parse(files['package.json'] ?? '{}') as typeof manifest;
  });
  afterAll(() => {
    project[Symbol.dispose]();
  });

  it('is the whole of it', () => {
    expect(Object.keys(files)).toEqual([
      'package.json',
      'tsconfig.json',
      'src/doors-collector.ts',
      'src/doors-collector.test.ts',
    ]);
    expect(packages).toContain('@telltale/testing');
  });

  it('passes the common suite and its own test', () => {
    const printed = stripVTControlCharacters(run(project.folder, 'npm', 'test'));
    // One of its own, the rest from the suite.
    expect(printed).toMatch(/Tests +\d\d passed/);
  });

  it('is packed with what was built, which runs', () => {
    run(project.folder, 'npm', 'pack', '--offline');
    const tarball = join(project.folder, `${manifest.name}-${manifest.version}.tgz`);
    const packed = run(project.folder, 'tar', '-tzf', tarball).trimEnd().split('\n').sort();
    expect(packed).toEqual([
      'package/dist/doors-collector.d.ts',
      'package/dist/doors-collector.js',
      'package/package.json',
    ]);
    // A package may import itself by its name, through its exports.
    writeFileSync(
      join(project.folder, 'main.js'),
      `import { doorsCollector } from '${manifest.name}';
console.log(doorsCollector(() => Promise.resolve(new Map())).name);`,
    );
    expect(run(project.folder, process.execPath, 'main.js')).toBe('doors\n');
  });
});
