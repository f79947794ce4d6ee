import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from './config/load-config.ts';
import { sourceSchema } from './sources/source-types.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const configurations = [...readme.matchAll(/^```yaml\n(.*?)^```$/gms)]
  .map(([, text = '']) => text)
  .filter((text) => /^(global|sources|modules):/.test(text));

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
});

it.each(configurations)('a configuration in the README is one: %#', async (text) => {
  const { config } = await loadConfig(folder.write('telltale.yaml', text));
  expect(Object.keys(config)).not.toEqual([]);
});

it('the README names each type of source', () => {
  const types = sourceSchema.options.map(({ shape }) => shape.type.value);
  expect(types.filter((type) => !readme.includes(`\`${type}\``))).toEqual([]);
  expect(configurations).not.toEqual([]);
});
