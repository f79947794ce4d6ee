import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
  for (const name of ['warehouse-password', 'me.key']) folder.write(name, 'secret');
  for (const name of ['SHOP_PASSWORD', 'WEATHER_TOKEN', 'API_KEY']) vi.stubEnv(name, 'secret');
});
afterEach(() => {
  folder[Symbol.dispose]();
  vi.unstubAllEnvs();
});

it.each(configurations)('a configuration in the README is one: %#', async (text) => {
  const { config } = await loadConfig(folder.write('telltale.yaml', text));
  expect(Object.keys(config)).not.toEqual([]);
});

it('the README has a sample of each type of source, or of what it is without a configuration', () => {
  const shown = configurations.flatMap((text) => [...text.matchAll(/type: (\w+)/g)]);
  const types = new Set(shown.map(([, type]) => type));
  const missing = sourceSchema.options
    .map(({ shape }) => shape.type.value)
    .filter((type) => !types.has(type));
  // MySQL is shown by its other name; the last are served by themselves.
  expect(missing).toEqual(['process', 'runtime', 'allocator', 'mysql']);
});
