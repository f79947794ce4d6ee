import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flags, type Flag } from './cli/cli-flags.ts';
import { commands, type Command } from './cli/commands.ts';
import { configJsonSchema } from './config/config-schema.ts';
import { loadConfig } from './config/load-config.ts';
import { sourceSchema, sourceTypeOf } from './sources/source-types.ts';
import { keysIn, optionTable, table, type Schema } from './testing/option-table.ts';
import { TemporaryFolder } from './testing/temporary-folder.ts';

const docs = fileURLToPath(new URL('../../../docs/exporter/', import.meta.url));
const pages = globSync('**/*.md', { cwd: docs }).sort();
const read = (page: string): string => readFileSync(join(docs, page), 'utf8');

const { properties: sections = {} } = configJsonSchema() as Schema;
const valuesOf = (key: string): Schema => sections[key]?.additionalProperties as Schema;
const sources = new Map(
  (valuesOf('sources').oneOf ?? []).map((schema) => [
    String(schema.properties?.['type']?.const),
    schema,
  ]),
);

/** What stands between `<!-- NAME -->` and `<!-- end -->` in a page. */
const tables: Readonly<Record<string, () => string>> = {
  global: () => optionTable(sections['global'] ?? {}),
  collectors: () => optionTable(valuesOf('collectors')),
  modules: () => {
    const { properties = {}, ...rest } = valuesOf('modules');
    // What they hold is in the tables of sources and collectors.
    const { source = {}, collectors = {}, ...others } = properties;
    const [outer, inner] = [source, collectors].map(({ description = '' }) => ({
      description,
      type: 'object',
    }));
    return optionTable({
      ...rest,
      properties: {
        ...others,
        ...(outer && { source: outer }),
        ...(inner && { collectors: inner }),
      },
    });
  },
  commands: () =>
    table(
      ['command', 'what it does'],
      Object.entries(commands).map(([name, { operands = '', help }]: [string, Command]) => [
        `\`${`${name} ${operands}`.trimEnd()}\``,
        help,
      ]),
    ),
  flags: () =>
    table(
      ['flag', 'of', 'meaning', 'default'],
      flags.map(({ name, placeholder, commands: of = ['serve'], help, default: value }: Flag) => [
        `\`--${name}${placeholder === undefined ? '' : `=${placeholder}`}\``,
        name === 'version' || name === 'help' ? 'all' : of.join(', '),
        help,
        value === undefined ? 'none' : `\`${value}\``,
      ]),
    ),
  ...Object.fromEntries(
    [...sources].map(([type, schema]) => [`source ${type}`, () => optionTable(schema)]),
  ),
};

function withTables(page: string): string {
  return page.replaceAll(/<!-- (.+) -->\n[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const made = tables[name];
    if (made === undefined) throw new Error(`there is no table ${name}`);
    expect(made(), 'an option without words').not.toMatch(/\| +\|$/m);
    return `<!-- ${name} -->\n\n${made()}\n\n<!-- end -->`;
  });
}

describe.each(pages)('docs/exporter/%s', (page) => {
  // After a change: vitest run --project exporter docs --update
  it('has the options that there are', async () => {
    await expect(withTables(read(page))).toMatchFileSnapshot(join(docs, page));
  });
});

it('there is a page with the options of each type of source', () => {
  const shown = pages.flatMap((page) => [...read(page).matchAll(/^<!-- source (\w+) -->$/gm)]);
  expect(shown.map(([, type]) => type).sort()).toEqual(
    sourceSchema.options.map(({ shape }) => shape.type.value).sort(),
  );
});

it.each([...sources.keys()])('the page of %s names every key of a query', (type) => {
  const { query } = sourceTypeOf(type as Parameters<typeof sourceTypeOf>[0]);
  if (query === undefined) return;
  const schema = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }) as Schema;
  const page = pages.map(read).find((text) => text.includes(`<!-- source ${type} -->`)) ?? '';
  for (const key of keysIn(schema)) expect(page).toMatch(new RegExp(`\`[^\`]*\\b${key}\\b`));
});

describe('a configuration in a page', () => {
  const configurations = pages.flatMap((page) =>
    [...read(page).matchAll(/^```yaml(?! file=wrong\.yaml).*\n([^]*?)^```$/gm)]
      .map(([, text = '']) => [page, text] as const)
      .filter(([, text]) => /^(?:#.*\n)*(?:global|sources|queries|collectors|modules):/.test(text)),
  );
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = new TemporaryFolder();
  });
  afterEach(() => {
    folder[Symbol.dispose]();
    vi.unstubAllEnvs();
  });

  it.each(configurations)('is one: %s %#', async (_, text) => {
    for (const [, name = ''] of text.matchAll(/env: (\w+)/g)) vi.stubEnv(name, 'a secret');
    for (const [, name = ''] of text.matchAll(/file: (?:\.\/)?([\w.-]+)/g)) {
      folder.write(name, 'a secret');
    }
    const { config } = await loadConfig(folder.write('telltale.yaml', text));
    expect(Object.keys(config)).not.toEqual([]);
  });
});
