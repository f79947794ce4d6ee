import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needOpenssl } from '../make-certificate.ts';
import { needPostgres, PostgresServer } from '../sql/postgres-server.ts';
import { plantedPassword } from '../sql/sql-server.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const what = 'encrypted connections of the exporter';
const isThere = needPostgres(what) && needOpenssl(what);

function configuration(port: number, tls: unknown): string {
  const login = { user: 'owner', database: 'postgres', password: { env: 'DB_PASSWORD' } };
  const sql = 'SELECT ssl::int AS ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  return JSON.stringify({
    sources: { db: { type: 'postgres', port, ...login, tls } },
    collectors: {
      encrypted: {
        source: 'db',
        query: sql,
        metrics: [{ type: 'gauge', name: 'encrypted', help: 'Whether it is.', values: 'ssl' }],
      },
    },
  });
}

describe.runIf(isThere)('a source whose connections are encrypted', () => {
  const cleanup = new AsyncDisposableStack();
  let postgres: PostgresServer;
  let exporter: ConfiguredExporter;

  beforeAll(async () => {
    postgres = cleanup.use(await PostgresServer.start());
    const env = { DB_PASSWORD: plantedPassword };
    exporter = cleanup.use(
      await ConfiguredExporter.start(configuration(postgres.port, false), { env }),
    );
    await copyFile(join(postgres.folder, 'server.crt'), join(exporter.folder, 'ca.pem'));
  });
  afterAll(() => cleanup.disposeAsync());

  const reloadWith = async (tls: unknown): Promise<string> => {
    await exporter.configure(configuration(postgres.port, tls));
    return (await exporter.reload()).text();
  };

  test('trusts the authority of a file beside the configuration, and no other', async () => {
    expect((await exporter.samples())['encrypted{}']).toBe(0);

    expect(await reloadWith(true)).toContain('self-signed certificate');
    expect((await exporter.samples())['encrypted{}']).toBe(0);

    expect(await reloadWith({ ca_file: './ca.pem' })).toContain('reloaded');
    expect((await exporter.samples())['encrypted{}']).toBe(1);

    expect(await reloadWith({ insecure_skip_verify: true })).toContain('reloaded');
    expect((await exporter.samples())['encrypted{}']).toBe(1);
  });

  test('says which file is missing', async () => {
    await rm(join(exporter.folder, 'ca.pem'));

    expect(await reloadWith({ ca_file: './ca.pem' })).toMatch(
      /sources\.db: tls\.ca_file: the file \S+\/ca\.pem cannot be read: there is no such file\./,
    );
  });
});
