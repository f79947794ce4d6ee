import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TemporaryFolder } from '../testing/temporary-folder.ts';

// Starting Node.js takes long on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
});

/** Runs a program, in a process of its own: what a test imports goes through vitest, which knows no hooks. */
function run(code: string): unknown {
  const program = `
    import { writeFileSync } from 'node:fs';
    import { loadModule, moduleVersion } from './src/sources/loaded-module.ts';
    const folder = ${JSON.stringify(folder.path)};
    const file = folder + '/root.mts';
    const write = (name, text) => writeFileSync(folder + '/' + name, text);
    const load = async () => (await loadModule(file)).default;
    ${code}`;
  const args = ['--conditions=@telltale/source', '--input-type=module', '--eval', program];
  const out = execFileSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });
  return JSON.parse(out);
}

it('a module is evaluated anew when it, or a file that it imports, has changed, and not otherwise', () => {
  folder.write('deep.mts', 'export const deep: number = 1;\n');
  folder.write('near.mts', "export { deep } from './deep.mts';\n");
  folder.write(
    'root.mts',
    "import { deep } from './near.mts';\nexport default { deep, own: 1 };\n",
  );
  const seen = run(`
    const first = await load();
    const version = await moduleVersion(file);
    const second = await load();
    const isKept = (await load()) === second && (await moduleVersion(file)) === version;
    write('deep.mts', 'export const deep: number = 2;');
    const isAnother = (await moduleVersion(file)) !== version;
    const third = await load();
    write('root.mts', "import { deep } from './deep.mts'; export default { deep, own: 2 };");
    console.log(JSON.stringify({ first, isKept, isAnother, third, last: await load() }));
  `);
  expect(seen).toEqual({
    first: { deep: 1, own: 1 },
    isKept: true,
    isAnother: true,
    third: { deep: 2, own: 1 },
    last: { deep: 2, own: 2 },
  });
});
