import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newCollector } from './new-collector.ts';
import { workspaceEdits } from './workspace-edits.ts';

const repository = join(import.meta.dirname, '../../..');
/** A checkout with the files that the generator reads. That the whole of it is green, tooling/e2e shows. */
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'new-collector-'));
  for (const file of ['package.json', 'pnpm-lock.yaml', ...Object.keys(workspaceEdits)]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(repository, file), join(root, file));
  }
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Every file with what is in it. */
function contents(): Record<string, string> {
  const files = globSync('{**,.changeset}/*', { cwd: root })
    .sort()
    .filter((file) => statSync(join(root, file)).isFile());
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

const nothing = () => Promise.resolve();

describe('newCollector', () => {
  it('tells the files that it made or changed', async () => {
    const before = contents();
    const told = await newCollector('disk-queue', { root, install: nothing });
    const after = contents();
    const different = Object.keys(after).filter((file) => after[file] !== before[file]);
    // The lockfile is changed by the installation.
    expect(told.toSorted()).toEqual([...different, 'pnpm-lock.yaml'].toSorted());
    expect(different).toContain('.changeset/collector-disk-queue.md');
    expect(different).toContain('packages/collector-disk-queue/src/disk-queue-source.ts');
  });

  it.each(['aaa', 'zzz'])('keeps the order of what names all packages, with %s', async (name) => {
    await newCollector(name, { root, install: nothing });
    const table = readFileSync(join(root, 'tooling/checks/src/import-table.ts'), 'utf8');
    const names = [...table.matchAll(/^ {2}'(collector-[^']+)': /gm)].map(([, each]) => each);
    expect(names).toContain(`collector-${name}`);
    expect(names).toEqual(names.toSorted());
    const manifest = JSON.parse(
      readFileSync(join(root, 'tooling/declarations/package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    const dependencies = Object.keys(manifest.dependencies);
    expect(dependencies).toContain(`@telltale/collector-${name}`);
    expect(dependencies).toEqual(dependencies.toSorted());
  });

  it('refuses a package that is there, and leaves it as it was', async () => {
    await newCollector('disk-queue', { root, install: nothing });
    const before = contents();
    await expect(newCollector('disk-queue', { root, install: nothing })).rejects.toThrow(
      'packages/collector-disk-queue is there already. Choose another name, or remove it and what names it elsewhere.',
    );
    expect(contents()).toEqual(before);
  });

  it('refuses a name that a changeset has already', async () => {
    mkdirSync(join(root, '.changeset'));
    writeFileSync(join(root, '.changeset/collector-disk-queue.md'), 'Mine.');
    await expect(newCollector('disk-queue', { root, install: nothing })).rejects.toThrow(
      '.changeset/collector-disk-queue.md is there already.',
    );
    expect(existsSync(join(root, 'packages'))).toBe(false);
  });

  it('takes everything back when the installation fails', async () => {
    const before = contents();
    const install = () => {
      const folder = join(root, 'packages/collector-disk-queue');
      expect(existsSync(join(folder, 'package.json'))).toBe(true);
      mkdirSync(join(folder, 'node_modules'));
      writeFileSync(join(folder, 'node_modules/link'), '');
      writeFileSync(join(root, 'pnpm-lock.yaml'), 'half written');
      return Promise.reject(new Error('no network'));
    };
    await expect(newCollector('disk-queue', { root, install })).rejects.toThrow('no network');
    expect(contents()).toEqual(before);
    expect(existsSync(join(root, 'packages/collector-disk-queue'))).toBe(false);
  });

  it('writes nothing where it does not find the place for a line', async () => {
    writeFileSync(join(root, 'tooling/declarations/consumer.ts'), 'export {};\n');
    const before = contents();
    await expect(newCollector('disk-queue', { root, install: nothing })).rejects.toThrow(
      /^no line matches .*: adapt the generator$/,
    );
    expect(contents()).toEqual(before);
  });
});
