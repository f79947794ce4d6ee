import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../servers/free-port.ts';
import { readDocsPage, withOtherPorts } from './docs-page.ts';
import { DocsReader } from './docs-reader.ts';
import { docsNotFollowed, docsWithServers } from './docs-lists.ts';
import { install, isForThisMachine, type Installation } from './installation.ts';
import { need } from './need.ts';
import { importedPackages } from './readme-example.ts';
import { publishedPackages, repository } from './repository.ts';
import { typeCheck } from './type-check.ts';

const pages = globSync('docs/**/*.md', {
  cwd: repository,
  exclude: ['docs/reference', ...docsNotFollowed, ...docsWithServers],
}).sort();

/** Where packages of others are that pages install: nothing is fetched. */
const foreignFolders = ['.', 'tooling/e2e', 'tooling/peers', 'packages/collector-redis'];

const isThere = need({
  what: 'the pages of docs',
  command: ['curl', '--version'],
  install: 'apt-get install curl',
});

/** One for all pages, each of which has a folder in it. */
let project: Installation;

function linkForeign(name: string): void {
  const link = join(project.folder, 'node_modules', name);
  if (existsSync(link)) return;
  const [found] = foreignFolders
    .map((folder) => join(repository, folder, 'node_modules', name))
    .filter((folder) => existsSync(folder));
  if (found === undefined) throw new Error(`${name} is not among the packages of this repository`);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(realpathSync(found), link);
  const manifest = readFileSync(join(link, 'package.json'), 'utf8');
  const { bin = {} } = JSON.parse(manifest) as { bin?: Record<string, string> | string };
  for (const [command, file] of typeof bin === 'string' ? [] : Object.entries(bin)) {
    const script = `#!/bin/sh\nexec node "${join(link, file)}" "$@"\n`;
    writeFileSync(join(project.folder, 'node_modules/.bin', command), script, { mode: 0o755 });
  }
}

/** All that was written while pages were followed, and has to compile. */
const compiled = new Set<string>();

beforeAll(() => {
  if (isThere)
    project = install(
      publishedPackages().flatMap(({ name }) => (isForThisMachine(name) ? name : [])),
    );
});
afterAll(() => {
  if (isThere) project[Symbol.dispose]();
});

describe.runIf(isThere).each(pages)('%s', (name) => {
  const text = readFileSync(join(repository, name), 'utf8');
  const { steps, fragments, packages } = readDocsPage(text);
  const own = new Set(publishedPackages().map((each) => each.name));
  const programs = steps.flatMap((step) =>
    step.do === 'write' && step.file.endsWith('.ts') ? [step] : [],
  );

  it('tells to install what its programs import', () => {
    const code = [...programs.map((program) => program.text), ...fragments];
    expect(packages).toEqual(expect.arrayContaining(code.flatMap(importedPackages)));
  });

  it.skipIf(steps.length === 0 && fragments.length === 0)(
    'can be followed from top to bottom',
    async () => {
      for (const foreign of packages.filter((each) => !own.has(each))) linkForeign(foreign);
      const folder = join(project.folder, name.replace(/\.md$/, ''));
      const PATH = [
        join(project.folder, 'node_modules/.bin'),
        dirname(process.execPath),
        process.env['PATH'],
      ].join(':');
      await using reader = new DocsReader({ folder, env: { PATH } });
      const { steps: tried } = readDocsPage(await withOtherPorts(text, freePort));
      for (const step of tried) await reader.follow(step);
      for (const { file } of programs) compiled.add(join(folder, file));
      for (const [index, code] of fragments.entries()) {
        const file = join(folder, `fragment-${index}.js`);
        writeFileSync(file, code);
        compiled.add(file);
      }
    },
  );
});

it.runIf(isThere)('the programs of the pages compile, fragments too', () => {
  typeCheck(project.folder, [...compiled]);
});
