import { describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { needMariadb } from '../sql/mariadb-server.ts';
import { needPostgres } from '../sql/postgres-server.ts';
import { SideBySide, sqlExporter } from './side-by-side.ts';

const what = `the exporter beside ${sqlExporter}`;
const isThere =
  need({
    what,
    command: ['sh', '-c', `command -v ${sqlExporter}`],
    missing: sqlExporter,
    install: `apt-get install ${sqlExporter}`,
  }) &&
  needPostgres(what) &&
  needMariadb(what);

describe.runIf(isThere)(`what convert makes of a configuration of ${sqlExporter}`, () => {
  test('gives the same samples, and has no password in it', async () => {
    await using both = await SideBySide.start();
    expect(both.output).not.toContain(both.password);
    for (const name of ['SHOP_PASSWORD', 'BRANCH_PASSWORD']) {
      expect(both.output).toContain(`set the environment variable ${name} to it`);
    }
    expect(await both.ours()).toEqual(await both.theirs());
  });
});
