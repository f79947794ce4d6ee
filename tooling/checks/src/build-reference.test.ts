import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildReference } from './build-reference.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'telltale-reference-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function build(...sources: string[]): Promise<string[]> {
  const modules = new Map<string, string>();
  for (const [index, source] of sources.entries()) {
    const file = join(root, `module-${index}.ts`);
    writeFileSync(file, source);
    modules.set(file, `@example/module-${index}`);
  }
  const tsconfig = join(root, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { types: [] }, include: ['*.ts'] }));
  return buildReference({ modules, tsconfig, folder: join(root, 'reference') });
}

const door = '/** Opens {@link Door}. */\nexport function open(door: Door): void {}\n';

it('has a page for each module, under the name that it is imported by', async () => {
  const house = '/** One of a house. */\nexport interface Door {}\n';
  expect(await build(house + door, '/** Said. */\nexport const said = 1;\n')).toEqual([]);
  const page = readFileSync(join(root, 'reference/@example/module-0.md'), 'utf8');
  expect(page).toContain('Opens [Door](#door).');
  expect(readFileSync(join(root, 'reference/README.md'), 'utf8')).toContain(
    '[@example/module-1](@example/module-1.md)',
  );
}, 30_000);

it('says which link leads nowhere', async () => {
  const problems = await build(door.replace('door: Door', ''), 'export const said = 1;\n');
  expect(problems).toEqual([expect.stringContaining('Failed to resolve link to "Door"')]);
}, 30_000);
