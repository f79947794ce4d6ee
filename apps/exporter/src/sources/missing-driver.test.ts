import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { ExporterProcess } from '../testing/exporter-process.ts';
import { TemporaryFolder } from '../testing/temporary-folder.ts';

// Starting Node.js takes long on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
});

it.each([
  ['postgres', 'pg'],
  ['mysql', 'mysql2'],
  ['mariadb', 'mysql2'],
  ['redis', 'redis'],
])(
  'where the driver of %s is not installed, it is named with what installs it',
  async (type, driver) => {
    const metrics = [{ type: 'gauge', name: 'n', help: 'N.', values: 'n' }];
    const query = type === 'redis' ? ['DBSIZE'] : 'SELECT 1 AS n';
    const file = folder.write(
      'telltale.yaml',
      stringify({
        sources: { db: { type } },
        collectors: { n: { source: 'db', query, metrics } },
      }),
    );
    const { out, err, ended } = new ExporterProcess([
      '--import=./src/testing/without-drivers.ts',
      'src/main.ts',
      'query',
      'n',
      `--config.file=${file}`,
    ]);
    expect(await ended).toBe(1);
    expect(err.text).toMatch(
      new RegExp(
        `(driver|package) ${driver} .*Install it: npm install ${driver}, or npm install --global ${driver} beside what was installed so\n`,
      ),
    );
    expect(out.text).not.toContain('\nn ');
  },
);

it('check names all that are missing, with their places, also those of modules', async () => {
  const file = folder.write(
    'telltale.yaml',
    stringify({
      sources: {
        shop: { type: 'postgres' },
        jobs: { type: 'redis' },
        file: { type: 'sqlite', path: 'x' },
      },
      modules: { wiki: { source: { type: 'mysql' }, targets: ['db'] } },
    }),
  );
  const { out, err, ended } = new ExporterProcess([
    '--import=./src/testing/without-drivers.ts',
    'src/main.ts',
    'check',
    `--config.file=${file}`,
  ]);
  expect([await ended, out.text]).toEqual([1, '']);
  const lines = err.text.trimEnd().split('\n');
  const remedy = (driver: string): string =>
    `Install it: npm install ${driver}, or npm install --global ${driver} beside what was installed so`;
  expect(lines).toEqual([
    `${file}:3:5: sources.shop: the driver pg is not installed. ${remedy('pg')}`,
    expect.stringMatching(
      `:5:5: sources\\.jobs: The package redis cannot be loaded: .* ${remedy('redis')}$`,
    ) as string,
    `${file}:12:7: modules.wiki.source: the driver mysql2 is not installed. ${remedy('mysql2')}`,
  ]);
});
