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
