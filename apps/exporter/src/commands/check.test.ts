import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runExporter } from '../run-exporter.ts';
import { FakeIo } from '../testing/fake-io.ts';
import { TemporaryFolder } from '../testing/temporary-folder.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => {
  folder[Symbol.dispose]();
  vi.unstubAllEnvs();
});

async function check(config: unknown, ...flags: string[]) {
  const file = folder.write('telltale.yaml', JSON.stringify(config));
  const io = new FakeIo();
  const code = await runExporter({ args: ['check', `--config.file=${file}`, ...flags], io });
  return { code, out: io.out.text, err: io.err.text.replaceAll(`${folder.path}/`, '') };
}

describe('the URL of a database', () => {
  const expected = 'expected postgres://user:password@host:port/database.';

  it.each([
    ['planted', `postgres: url is no address, ${expected}`],
    ['mysql://reader:planted@db/shop', `postgres: url is no address, ${expected}`],
    [
      'postgres://reader:12?planted@db/shop',
      'postgres: url has a ? or # before its @. Write %3F or %23 for it.',
    ],
    [
      'postgres://reader:12#planted@db/shop',
      'postgres: url has a ? or # before its @. Write %3F or %23 for it.',
    ],
    [
      'postgres://reader@db/shop?sslmode=require',
      'postgres: url has the parameters sslmode, expected none. Give options such as tls instead.',
    ],
    [
      'postgres://reader@db/shop#1',
      'postgres: url has more after its database, expected nothing. Write %23 for a #.',
    ],
  ])('is read where it can be, and not repeated: %s', async (url, message) => {
    vi.stubEnv('TELLTALE_TEST_URL', url);
    folder.write('url', `${url}\n`);
    for (const reference of [{ env: 'TELLTALE_TEST_URL' }, { file: 'url' }]) {
      const sources = { shop: { type: 'postgres', url: reference } };
      expect(await check({ sources })).toEqual({
        code: 1,
        out: '',
        err: `telltale.yaml:1:20: sources.shop: ${message}\n`,
      });
    }
  });

  it('that is right is no fault', async () => {
    vi.stubEnv('TELLTALE_TEST_URL', 'mariadb://reader:planted@[::1]:3306/shop');
    const shop = { type: 'mariadb', url: { env: 'TELLTALE_TEST_URL' } };
    expect(await check({ sources: { shop } })).toMatchObject({ code: 0, err: '' });
  });
});

it('what is wrong with the source of a module is said at the place of it', async () => {
  const source = { type: 'postgres', tls: { ca_file: 'nothing.pem' } };
  const { code, err } = await check({ modules: { db: { source, targets: ['db'] } } });
  expect([code, err]).toEqual([
    1,
    'telltale.yaml:1:28: modules.db.source: tls.ca_file: the file nothing.pem cannot be read: there is no such file.\n',
  ]);
});
