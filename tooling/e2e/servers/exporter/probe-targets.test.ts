import { copyFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { valuesOfSamples } from '../family-values.ts';
import { readPage, samplesOf } from '../page-reader.ts';
import { needRedis, RedisServer } from '../redis-server.ts';
import { MariadbServer, needMariadb } from '../sql/mariadb-server.ts';
import { needPostgres, PostgresServer } from '../sql/postgres-server.ts';
import { plantedPassword } from '../sql/sql-server.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const what = 'targets of /probe';
const isThere = needPostgres(what) && needMariadb(what) && needRedis(what);

const loopback = ['127.0.0.0/8', '::1'];
const gauge = (name: string, value: string) => ({
  type: 'gauge',
  name,
  help: 'What the target says.',
  values: value,
});

function configuration(): string {
  const password = { env: 'DB_PASSWORD' };
  const tls = { ca_file: './mariadb.pem' };
  const encrypted =
    "SELECT (variable_value <> '') AS e FROM information_schema.session_status WHERE variable_name = 'SSL_CIPHER'";
  return JSON.stringify({
    modules: {
      postgres: {
        source: { type: 'postgres', user: 'owner', database: 'postgres', password },
        targets: loopback,
        collectors: { one: { query: 'SELECT 41 + 1 AS n', metrics: [gauge('answer', 'n')] } },
      },
      mariadb: {
        source: { type: 'mariadb', user: 'reader', database: 'shop', password, tls },
        targets: loopback,
        collectors: { one: { query: encrypted, metrics: [gauge('encrypted', 'e')] } },
      },
      redis: {
        source: { type: 'redis' },
        targets: loopback,
        collectors: { one: { query: ['DBSIZE'], metrics: [gauge('keys', 'value')] } },
      },
      web: {
        source: { type: 'json', url: '/status', bearer_token: password, max_redirects: 2 },
        targets: loopback,
        collectors: {
          one: {
            query: { rows: '$', columns: { n: '$.n' } },
            metrics: [gauge('status', 'n')],
          },
        },
      },
    },
  });
}

describe.runIf(isThere)('/probe of databases and web services', () => {
  const cleanup = new AsyncDisposableStack();
  let exporter: ConfiguredExporter;
  let ports: Record<'postgres' | 'mariadb' | 'redis', number>;

  beforeAll(async () => {
    const postgres = cleanup.use(await PostgresServer.start());
    const mariadb = cleanup.use(await MariadbServer.start());
    const redis = cleanup.use(await RedisServer.start());
    ports = { postgres: postgres.port, mariadb: mariadb.port, redis: redis.port };
    const env = { DB_PASSWORD: plantedPassword };
    exporter = cleanup.use(await ConfiguredExporter.start('{}', { env }));
    await copyFile(mariadb.certificate, join(exporter.folder, 'mariadb.pem'));
    await exporter.configure(configuration());
    expect(await (await exporter.reload()).text()).toContain('was reloaded');
  });
  afterAll(() => cleanup.disposeAsync());

  async function probe(module: string, target: string): Promise<Record<string, number>> {
    const query = new URLSearchParams({ module, target });
    const answer = await exporter.ask(`/probe?${query.toString()}`, {
      headers: { Accept: 'text/plain;version=0.0.4' },
    });
    const page = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${page}`);
    return valuesOfSamples(samplesOf(readPage(page, 'text')));
  }

  test('asks a PostgreSQL, and says that another is not there', async () => {
    expect(await probe('postgres', `127.0.0.1:${ports.postgres}`)).toMatchObject({
      'answer{}': 42,
      'probe_success{}': 1,
    });
    const away = await probe('postgres', '127.0.0.1:1');
    expect(Object.keys(away).sort()).toEqual(['probe_duration_seconds{}', 'probe_success{}']);
    expect(away['probe_success{}']).toBe(0);
  });

  test('connects to the address that was checked, and looks at the certificate for the name', async () => {
    expect(await probe('mariadb', `localhost:${ports.mariadb}`)).toMatchObject({
      'encrypted{}': 1,
      'probe_success{}': 1,
    });
    // The certificate is for localhost only.
    const byAddress = await probe('mariadb', `127.0.0.1:${ports.mariadb}`);
    expect(byAddress['probe_success{}']).toBe(0);
    expect(exporter.output).toMatch(/127\.0\.0\.1.*certificate|altnames/);
  });

  test('asks a Redis', async () => {
    expect(await probe('redis', `localhost:${ports.redis}`)).toMatchObject({ 'keys{}': 0 });
  });

  test('shows a web service its token, and no other that it redirects to', async () => {
    const seen: string[] = [];
    const server = createServer((req, res) => {
      seen.push(`${req.headers.host} ${req.url} ${req.headers.authorization}`);
      const { port } = server.address() as AddressInfo;
      if (req.url === '/away/status') {
        res.writeHead(302, { Location: `http://127.0.0.2:${port}/status` }).end();
      } else res.end('{"n": 7}');
    });
    server.listen(0);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const token = `Bearer ${plantedPassword}`;

    expect(await probe('web', `127.0.0.1:${port}`)).toMatchObject({ 'status{}': 7 });
    expect(await probe('web', `http://localhost:${port}/below/`)).toMatchObject({ 'status{}': 7 });
    expect(seen).toEqual([
      `127.0.0.1:${port} /status ${token}`,
      `localhost:${port} /status ${token}`,
    ]);
    seen.length = 0;
    await exporter.configure(configuration().replace('"/status"', '"away/status"'));
    expect((await exporter.reload()).status).toBe(200);
    expect((await probe('web', `127.0.0.1:${port}`))['probe_success{}']).toBe(0);
    expect(seen).toEqual([`127.0.0.1:${port} /away/status ${token}`]);
    const refused = await exporter.ask(`/probe?module=web&target=192.0.2.1:${port}`);
    expect(refused.status).toBe(403);
  });
});
