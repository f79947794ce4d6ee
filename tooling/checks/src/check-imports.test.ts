import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImports, type ImportViolation } from './check-imports.ts';

let root: string;
let violations: ImportViolation[];

function write(path: string, content: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function writePackage(
  folder: string,
  dependencies: string[],
  subpaths: string[] = [],
  devDependencies: string[] = [],
): void {
  const name = folder.split('/').at(-1) ?? '';
  write(
    `${folder}/package.json`,
    JSON.stringify({
      name: `@telltale/${name}`,
      type: 'module',
      exports: Object.fromEntries(
        ['index', ...subpaths].map((entry) => [
          entry === 'index' ? '.' : `./${entry}`,
          { '@telltale/source': `./src/${entry}.ts`, default: `./dist/${entry}.js` },
        ]),
      ),
      dependencies: Object.fromEntries(dependencies.map((to) => [`@telltale/${to}`, '*'])),
      devDependencies: Object.fromEntries(devDependencies.map((to) => [to, '*'])),
    }),
  );
  for (const entry of ['index', ...subpaths]) write(`${folder}/src/${entry}.ts`, 'export {};\n');
  for (const to of dependencies) {
    mkdirSync(join(root, folder, 'node_modules/@telltale'), { recursive: true });
    symlinkSync(join(root, 'packages', to), join(root, folder, 'node_modules/@telltale', to));
  }
}

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-imports-')));
  writePackage('packages/model', ['metrics'], ['internal']);
  writePackage('packages/metrics', ['model']);
  writePackage('packages/http', ['model', 'testing', 'registry'], [], ['for-tests']);
  writePackage('packages/testing', []);
  writePackage('packages/registry', []);
  writePackage('apps/demo', []);
  writePackage('examples', ['model']);
  mkdirSync(join(root, 'tooling'));
  // What the root depends on can be resolved everywhere below it, declared or not.
  write('package.json', '{ "devDependencies": { "at-the-root": "*" } }');
  write('node_modules/at-the-root/package.json', '{ "name": "at-the-root", "main": "index.js" }');
  write('node_modules/at-the-root/index.js', '');
  write('node_modules/for-tests/package.json', '{ "name": "for-tests", "main": "index.js" }');
  write('node_modules/for-tests/index.js', '');

  write('packages/metrics/src/right.ts', `import '@telltale/model';\nimport './index.ts';\n`);
  write('packages/metrics/src/right.test.ts', `import 'node:fs';\n`);
  write('packages/metrics/src/internal-user.ts', `import '@telltale/model/internal';\n`);
  write('packages/http/src/node.ts', `import 'node:http';\n`);
  write('packages/http/src/node.test.ts', `import '@telltale/testing';\n`);
  write(
    'packages/model/src/type-a.ts',
    `import type { B } from './type-b.ts';\nexport type A = B[];\n`,
  );
  write(
    'packages/model/src/type-b.ts',
    `import type { A } from './type-a.ts';\nexport type B = A | 1;\n`,
  );

  write('packages/model/src/against.ts', `import type {} from '@telltale/metrics';\n`);
  write('packages/http/src/against.test.ts', `import '@telltale/registry';\n`);
  write('packages/http/src/tester.ts', `import '@telltale/testing';\n`);
  write('packages/metrics/src/node-user.ts', `import { readFileSync } from 'node:fs';\n`);
  write('packages/metrics/src/leaving.ts', `import '../../model/src/index.ts';\n`);
  write('packages/metrics/src/deep.ts', `import '@telltale/model/src/index.ts';\n`);
  write('packages/metrics/src/undeclared.ts', `import '@telltale/testing';\n`);
  write('packages/http/src/undeclared.ts', `import 'at-the-root';\n`);
  write('packages/http/src/development.ts', `import 'for-tests';\n`);
  write('packages/http/src/development.test.ts', `import 'for-tests';\n`);
  write('packages/model/src/a.ts', `import './b.ts';\n`);
  write('packages/model/src/b.ts', `import './a.ts';\n`);
  write('examples/src/insider.ts', `import '@telltale/model/internal';\n`);
  violations = await checkImports(root);
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const rulesBrokenBy = (file: string): string[] =>
  violations.filter(({ from }) => from === file).map(({ rule }) => rule);

describe('checkImports', () => {
  it.each([
    ['packages/model/src/against.ts', ['model -> nothing']],
    ['packages/http/src/against.test.ts', ['tests of http -> model, metrics, exposition, testing']],
    ['packages/http/src/tester.ts', ['http -> model, metrics, exposition']],
    ['packages/metrics/src/node-user.ts', ['core packages import nothing from node:']],
    ['packages/metrics/src/leaving.ts', ['relative imports stay in their package']],
    ['packages/metrics/src/deep.ts', ['imports resolve through the exports of a package']],
    ['packages/metrics/src/undeclared.ts', ['imports resolve through the exports of a package']],
    ['packages/http/src/undeclared.ts', ['imports are declared in package.json']],
    ['packages/http/src/development.ts', ['source imports no development dependency']],
    ['examples/src/insider.ts', ['./internal is for sibling packages']],
  ])('finds in %s what breaks %j', (file, rules) => {
    expect(rulesBrokenBy(file)).toEqual(rules);
  });

  it('refuses a cycle and names its files', () => {
    expect(violations).toContainEqual({
      rule: 'no cycles',
      from: 'packages/model/src/a.ts',
      to: 'packages/model/src/b.ts -> packages/model/src/a.ts',
    });
  });

  it('lets the table, node: in tests and outside core packages, and cycles of types pass', () => {
    const right = [
      'metrics/src/right',
      'metrics/src/internal-user',
      'http/src/node',
      'http/src/development.test',
      'model/src/type-',
    ];
    expect(
      violations.filter(({ from }) => right.some((path) => from.startsWith(`packages/${path}`))),
    ).toEqual([]);
  });
});
