import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { runExporter } from '@telltale/exporter';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate, needOpenssl } from '../make-certificate.ts';
import { needRedis, RedisServer } from '../redis-server.ts';
import { MariadbServer, needMariadb } from '../sql/mariadb-server.ts';
import { needPostgres, PostgresServer } from '../sql/postgres-server.ts';
import { startFromSource } from '../started-program.ts';
import { waitUntil } from '../wait-until.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const what = 'secrets of sources of the exporter';
const serversAreThere =
  needPostgres(what) && needMariadb(what) && needRedis(what) && needOpenssl(what);

/** A module that gives its secret away wherever it can. */
const talkativeModule = `
export default ({ secrets, options }) => {
  const said = 'login with ' + secrets.token.reveal();
  if (options.isBroken) throw new Error(said);
  return { name: 'talkative', collect() { throw new Error(said, { cause: new Error(said) }); } };
};`;

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly const?: unknown;
}

/** The places of a source that take secrets, such as `tls.key`. */
function secretPlaces(schema: Schema, path: readonly string[] = []): string[] {
  const keys = Object.keys(schema.properties ?? {}).join();
  if (keys === 'env' || keys === 'file') return [path.join('.')];
  const inner = [
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((each) => [path, each] as const),
    ...Object.entries(schema.properties ?? {}).map(
      ([key, each]) => [[...path, key], each] as const,
    ),
    ...(typeof schema.additionalProperties === 'object'
      ? [[[...path, '*'], schema.additionalProperties] as const]
      : []),
  ];
  return [...new Set(inner.flatMap(([at, each]) => secretPlaces(each, at)))];
}

describe.runIf(serversAreThere)('a secret, in each place that can hold one', () => {
  const cleanup = new AsyncDisposableStack();
  let server: Server;
  let exporter: ConfiguredExporter;
  /** What was planted, by the variable of the environment or the file that holds it. */
  const planted: Record<string, string> = {};
  /** The places where one was planted, as `type: place`. */
  const places = new Set<string>();
  let sources: Record<string, object> = {};
  let config: object;

  /** Plants a secret of its own, with what has a meaning in URLs, JSON and SQL. */
  function plant(place: string, make = (secret: string) => secret): { env: string } {
    const env = `PLANTED_${Object.keys(planted).length}`;
    planted[env] = make(`s3cret/"of${Object.keys(planted).length}'%41 @x`);
    places.add(place);
    return { env };
  }

  beforeAll(async () => {
    const postgres = cleanup.use(await PostgresServer.start());
    const mariadb = cleanup.use(await MariadbServer.start());
    const redis = cleanup.use(await RedisServer.start(() => ['--requirepass', 'another']));
    server = createServer(({ url, headers }, response) => {
      response.statusCode = url?.includes('teapot') === true ? 418 : 500;
      response.statusMessage = String(headers.authorization).replace(/[^ -~]/g, '');
      response.end(JSON.stringify({ url, headers }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const inUrl = (scheme: string, port: number) => (secret: string) =>
      `${scheme}://owner:${encodeURIComponent(secret)}@127.0.0.1:${port}/shop`;
    /** With a key that is none, so that whoever reads it complains. */
    const tls = (type: string): object => ({
      key: plant(`${type}: tls.key`),
      passphrase: plant(`${type}: tls.passphrase`),
      cert_file: './cert.pem',
    });
    const login = (type: string, port: number): object => ({
      type,
      port,
      user: 'owner',
      password: plant(`${type}: password`),
    });
    const byUrl = (type: string, port: number): object => ({
      type,
      url: plant(`${type}: url`, inUrl(type === 'mariadb' ? 'mysql' : type, port)),
    });
    sources = {
      ...Object.fromEntries(
        [
          ['postgres', postgres.port] as const,
          ['mysql', mariadb.port] as const,
          ['mariadb', mariadb.port] as const,
          ['redis', redis.port] as const,
        ].flatMap(([type, port]) => [
          [type, login(type, port)],
          [`${type}_tls`, { ...login(type, port), tls: tls(type) }],
          [
            `${type}_url`,
            type === 'redis'
              ? {
                  type,
                  url: plant(`${type}: url`, (secret) =>
                    inUrl(type, port)(secret).replace('/shop', '/0'),
                  ),
                }
              : byUrl(type, port),
          ],
        ]),
      ),
      json: {
        type: 'json',
        url: plant('json: url', (secret) => `${origin}/?key=${encodeURIComponent(secret)}`),
        secret_headers: { 'X-Key': plant('json: secret_headers.*', (text) => text) },
        basic_auth: { username: 'me', password: plant('json: basic_auth.password') },
      },
      json_token: {
        type: 'json',
        url: `${origin}/teapot`,
        bearer_token: plant('json: bearer_token', () => 's3cret-of-bearer_token'),
      },
      json_tls: { type: 'json', url: origin.replace('http:', 'https:'), tls: tls('json') },
      exec: { type: 'exec', secret_env: { TOKEN: plant('exec: secret_env.*') } },
      exec_page: {
        type: 'exec',
        secret_env: { TOKEN: plant('exec: secret_env.*') },
        command: ['sh', '-c', 'echo "{$TOKEN} 1"; echo "page: $TOKEN" >&2'],
      },
      talkative: {
        type: 'module',
        path: './talkative.mjs',
        secrets: { token: { file: './token' } },
      },
    };
    places.add('module: secrets.*');
    const queries: Record<string, unknown> = {
      redis: ['GET', 'n'],
      json: { rows: '$.headers', columns: { n: '$.n' } },
      exec: {
        command: ['sh', '-c', 'echo "row: $TOKEN"; echo "error: $TOKEN" >&2; exit 1'],
        format: 'json',
      },
    };
    const collectors = Object.fromEntries(
      Object.keys(sources)
        .filter((name) => !['exec_page', 'talkative'].includes(name))
        .map((name) => [
          `ask_${name}`,
          {
            source: name,
            query: queries[name.split('_', 1)[0] ?? ''] ?? 'SELECT 1 AS n',
            metrics: [{ type: 'gauge', name: `n_${name}`, help: 'N.', values: 'n' }],
          },
        ]),
    );
    config = { sources, collectors };
    const token = 's3cret/"of a file\' %41';
    const files = { 'talkative.mjs': talkativeModule, token: `${token}\n` };
    exporter = cleanup.use(
      await ConfiguredExporter.start('{}', { env: planted, files, args: ['--log.level=debug'] }),
    );
    planted['token'] = token;
    makeCertificate(exporter.folder);
  });
  afterAll(async () => {
    await cleanup.disposeAsync();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  test('is planted in all that there are', async () => {
    const program = startFromSource('apps/exporter/src/main.ts', ['schema']);
    await program.ended;
    const { properties } = JSON.parse(program.output) as Schema;
    const types = (properties?.['sources']?.additionalProperties as Schema).oneOf ?? [];
    const known = types.flatMap((type) =>
      secretPlaces(type).map((place) => `${String(type.properties?.['type']?.const)}: ${place}`),
    );
    expect(known.length).toBeGreaterThan(20);
    expect([...places].sort()).toEqual(known.sort());
  });

  test('is in nothing that the exporter prints or serves', async () => {
    const said: string[] = [];
    const ask = async (path: string, init?: RequestInit): Promise<string> => {
      const response = await exporter.ask(path, init);
      const body = await response.text();
      said.push(`${path}\n`, body, JSON.stringify([...response.headers]));
      return body;
    };
    const run = async (...args: readonly string[]): Promise<string> => {
      const output = await exporter.run(...args);
      said.push(`${args.join(' ')}\n`, output);
      return output;
    };
    const post = { method: 'POST' };

    // The first collection fails, of all of them.
    await exporter.configure(JSON.stringify(config));
    const refused = await ask('/-/reload', post);
    for (const name of Object.keys(sources)) expect(refused).toContain(name);
    const broken = { type: 'module', path: './talkative.mjs', options: { isBroken: true } };
    const isBroken = {
      sources: { broken: { ...broken, secrets: { token: { file: './token' } } } },
    };
    await exporter.configure(JSON.stringify(isBroken));
    expect(await ask('/-/reload', post)).toContain('login with <secret>');
    await exporter.configure('sources: { a: { type: redis, password: { env: PLANTED_0, x: 1 } } }');
    await ask('/-/reload', post);

    // As it is served from the start.
    await exporter.configure(JSON.stringify(config));
    const served = cleanup.use(
      await ConfiguredExporter.start(JSON.stringify(config), {
        env: planted,
        args: ['--log.level=debug'],
        files: {
          'talkative.mjs': talkativeModule,
          token: `${planted['token'] ?? ''}\n`,
          'cert.pem': readFileSync(join(exporter.folder, 'cert.pem'), 'utf8'),
        },
      }),
    );
    for (const path of ['/metrics', '/', '/config', '/-/ready', '/probe?module=x&target=y']) {
      const response = await served.ask(path);
      said.push(await response.text());
    }
    expect(said.join('')).toContain('password: <secret>');
    await waitUntil('the log says what failed', () => {
      return /"source":"talkative"|"collector":"talkative"/.test(served.output) || undefined;
    });
    const file = `--config.file=${exporter.file}`;
    await run('--help');
    await run('schema');
    expect(await run('check', file)).not.toBe('');
    await run('query', ...Object.keys(sources), file);
    await run('diff', served.origin, file);
    said.push(served.output, exporter.output);

    const everything = said.join('\n');
    for (const [place, secret] of Object.entries(planted)) {
      // Of an address, the password in it is what matters.
      const core = /s3cret.*?(?=@127|$)/.exec(secret)?.[0] ?? secret;
      const plain = decodeURIComponent(core.replace(/%(?![0-9A-F]{2})/g, '%25'));
      for (const form of new Set([
        ...[secret, core, plain, encodeURIComponent(plain)],
        ...[JSON.stringify(plain).slice(1, -1), Buffer.from(`me:${plain}`).toString('base64')],
      ])) {
        expect(everything.includes(form), `${place} as ${form}`).toBe(false);
      }
    }
    // Nothing that begins as they do, either.
    expect(/.{0,80}s3cret.{0,40}/.exec(everything)?.[0]).toBeUndefined();
  });
});

describe.runIf(needOpenssl(what))('a secret of a web configuration', () => {
  const password = 's3cret/"of älice';
  /** Of this password. */
  const hash = '$2b$04$afgJ8/h5.9Pr/SrUo.w9rOMqq..ejZ/RlagysW1JLCtZoTwhE3TCS';
  const right = Buffer.from(`alice:${password}`).toString('base64');
  const wrong = Buffer.from(`alice:${password}!`).toString('base64');

  test('is in nothing that the exporter prints or serves', async () => {
    const config = { sources: { shop: { type: 'sqlite', path: ':memory:' } } };
    await using exporter = await ConfiguredExporter.start(JSON.stringify(config), {
      args: ['--log.level=debug'],
      web: '{}',
    });
    makeCertificate(exporter.folder);
    const pem = (name: string): string => readFileSync(join(exporter.folder, name), 'utf8');
    const key = pem('key.pem');
    const users = { alice: hash };
    const tls = { cert: pem('cert.pem'), key };
    const said: string[] = [];
    const ask = (path: string, authorization: string): Promise<void> =>
      new Promise((resolve) => {
        const headers = { Authorization: `Basic ${authorization}` };
        const url = new URL(path, exporter.origin.replace('http:', 'https:'));
        // An agent would use a connection of before.
        const asked = get(url, { headers, rejectUnauthorized: false, agent: false }, (response) => {
          void text(response).then((body) => {
            said.push(body, JSON.stringify(response.headers), String(response.statusCode));
            resolve();
          });
        });
        asked.once('error', () => {
          resolve();
        });
      });
    const serve = async (web: string): Promise<void> => {
      await writeFile(join(exporter.folder, 'web.yml'), web);
      // By then the file counts as whole.
      await sleep(300);
      for (const path of ['/', '/metrics', '/config', '/nothing']) {
        await ask(path, right);
        await ask(path, wrong);
      }
      const say = (printed: string): void => void said.push(printed);
      await runExporter({
        args: ['check', `--web.config.file=${exporter.folder}/web.yml`],
        io: { stdout: say, stderr: say, onSignal: () => () => undefined, exit: () => undefined },
      });
    };

    await serve(JSON.stringify({ tls_server_config: tls, basic_auth_users: users }));
    expect(said).toContain('200');
    expect(said).toContain('401');
    const faulty = [
      // In the wrong place, of the wrong form, and in what is no YAML.
      { tls_server_config: { cert_file: 'cert.pem', key_file: key } },
      { tls_server_config: { ...tls, key: key.replaceAll('\n', ' ') }, basic_auth_users: users },
      { tls_server_config: tls, basic_auth_users: { alice: `${hash}x`, bob: password } },
      { tls_server_config: { ...tls, client_auth_type: key, client_ca: key } },
      { basic_auth_users: hash },
      { rate_limit: { interval: hash } },
      { http_server_config: { http2: hash, headers: { 'X-Frame-Options': hash } } },
    ].map((web) => JSON.stringify(web));
    faulty.push(
      `basic_auth_users:\n  alice: !${hash}\n`,
      `basic_auth_users:\n  alice: |${password}\n`,
    );
    for (const web of faulty) await serve(web);

    expect(exporter.output.split('Web configuration not reloaded').length).toBeGreaterThan(
      faulty.length,
    );
    const everything = [...said, exporter.output].join('\n');
    expect(everything.split('web.yml is valid: ')).toHaveLength(2);
    const pieces = key.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
    const quoted = JSON.stringify(password).slice(1, -1);
    for (const secret of [password, quoted, hash, right, wrong, ...pieces]) {
      expect(everything.includes(secret), secret).toBe(false);
    }
  });
});
