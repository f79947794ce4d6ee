import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { CertificateAuthority, type CertificateFiles } from '../certificate-authority.ts';
import { needOpenssl } from '../make-certificate.ts';
import { needPrometheus, PrometheusServer } from '../prometheus-server.ts';
import { waitUntil } from '../wait-until.ts';
import { ConfiguredExporter } from './configured-exporter.ts';

const what = 'the web configuration of the exporter';
const isThere =
  needOpenssl(what) &&
  needPrometheus(what) &&
  need({ what, command: ['curl', '--version'], install: 'apt-get install curl' });

const run = promisify(execFile);
const password = 's3cret of alice';
/** Of this password. */
const hash = '$2b$04$93mjzRy6H5xTt5fC4xHTBus7brKp1W15xWZXFaYggu1jqAuTD.8Hq';

describe.runIf(isThere)('an exporter with a web configuration', () => {
  const cleanup = new AsyncDisposableStack();
  let authority: CertificateAuthority;
  let client: CertificateFiles;
  let stranger: CertificateFiles;
  let exporter: ConfiguredExporter;

  beforeAll(async () => {
    authority = cleanup.use(new CertificateAuthority());
    client = authority.issue('client', 'DNS:prometheus.test,URI:spiffe://test/prometheus');
    stranger = cleanup.use(new CertificateAuthority()).issue('stranger', 'DNS:prometheus.test');
    const { cert, key } = authority.issue('server', 'DNS:localhost,IP:127.0.0.1');
    exporter = cleanup.use(
      await ConfiguredExporter.start('{}', { args: ['--log.level=debug'], web: '{}' }),
    );
    await copyFile(cert, join(exporter.folder, 'server.pem'));
    await copyFile(key, join(exporter.folder, 'server.key'));
    await copyFile(authority.file, join(exporter.folder, 'ca.pem'));
  });
  afterAll(() => cleanup.disposeAsync());

  /** Serves with TLS and these settings from now on. */
  async function serve(tls: object, more: object = {}): Promise<void> {
    const certificate = { cert_file: 'server.pem', key_file: 'server.key' };
    // YAML takes JSON as it is.
    const text = JSON.stringify({ tls_server_config: { ...certificate, ...tls }, ...more });
    await writeFile(join(exporter.folder, 'web.yml'), text);
    // By then the file counts as whole.
    await sleep(300);
  }

  const url = (path: string): string => `${exporter.origin.replace('http:', 'https:')}${path}`;

  /** The version of HTTP and the status, or what curl says of why there is none. */
  async function curl(...args: string[]): Promise<string> {
    const trust = ['--cacert', authority.file, '--silent', '--show-error', '--output', '/dev/null'];
    try {
      const { stdout } = await run('curl', [
        ...trust,
        ...['--write-out', 'HTTP/%{http_version} %{http_code}', '--max-time', '20'],
        ...args,
        url('/metrics'),
      ]);
      return stdout;
    } catch (error) {
      return String((error as { code: unknown }).code);
    }
  }

  const answered = 'HTTP/2 200';
  const shows = ({ cert, key }: CertificateFiles): string[] => ['--cert', cert, '--key', key];

  test('speaks HTTP/2 and HTTP/1.1, and neither without TLS', async () => {
    await serve({});
    expect(await curl('--http2')).toBe('HTTP/2 200');
    expect(await curl('--http1.1')).toBe('HTTP/1.1 200');
    expect(await curl('--compressed')).toBe('HTTP/2 200');
    const { stdout: plain } = await run('curl', ['--include', `${exporter.origin}/metrics`]);
    expect(plain).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(plain).toMatch(/\nThis port speaks HTTPS: write https:\/\/ in place of http:\/\/\.\n$/);

    await serve({}, { http_server_config: { http2: false } });
    expect(await curl('--http2')).toBe('HTTP/1.1 200');
  });

  test.each<[object, string[]]>([
    [{}, ['1.2', '1.3']],
    [{ min_version: 'TLS13' }, ['1.3']],
    [{ max_version: 'TLS12' }, ['1.2']],
    [{ min_version: 'TLS10' }, ['1.0', '1.1', '1.2', '1.3']],
    [{ min_version: 'TLS10', max_version: 'TLS11' }, ['1.0', '1.1']],
  ])('with %j speaks TLS of the versions %j', async (tls, expected) => {
    await serve(tls);
    const spoken: string[] = [];
    for (const version of ['1.0', '1.1', '1.2', '1.3']) {
      const only = [`--tlsv${version}`, '--tls-max', version];
      const old = version < '1.2' ? ['--ciphers', 'DEFAULT@SECLEVEL=0'] : [];
      if ((await curl(...only, ...old)).endsWith(' 200')) spoken.push(version);
    }
    expect(spoken).toEqual(expected);
  });

  /** What a client that offers these agrees on with the exporter, in TLS 1.2. */
  async function agreed(...args: string[]): Promise<string> {
    const connected = run('openssl', [
      ...['s_client', '-connect', new URL(exporter.origin).host, '-CAfile', authority.file],
      ...['-tls1_2', '-brief', ...args],
    ]);
    connected.child.stdin?.end();
    const { stdout, stderr } = await connected.catch(() => ({ stdout: '', stderr: '' }));
    const found = (name: string): string =>
      new RegExp(`^${name}: ([\\w-]+)`, 'm').exec(stdout + stderr)?.[1] ?? 'nothing';
    return `${found('Ciphersuite')} ${found('Server Temp Key')}`;
  }

  const aes = 'ECDHE-ECDSA-AES128-GCM-SHA256';
  const chacha = 'ECDHE-ECDSA-CHACHA20-POLY1305';
  const suites = {
    cipher_suites: [
      'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    ],
  };

  test('agrees on a cipher suite that is configured, in the order of whom it should be', async () => {
    await serve({ ...suites, curve_preferences: ['CurveP384', 'CurveP256'] });
    expect(await agreed('-cipher', `${aes}:${chacha}`)).toBe(`${chacha} ECDH`);
    expect(await agreed('-cipher', aes)).toBe(`${aes} ECDH`);
    expect(await agreed('-cipher', 'ECDHE-ECDSA-AES256-GCM-SHA384')).toBe('nothing nothing');
    expect(await curl('--curves', 'X25519')).toBe('35');
    expect(await curl('--curves', 'X25519:P-384')).toBe(answered);
    // Those of TLS 1.3 are never chosen from.
    expect(await curl('--tlsv1.3')).toBe(answered);

    await serve({ ...suites, prefer_server_cipher_suites: false });
    expect(await curl('--curves', 'X25519')).toBe(answered);
    expect(await agreed('-cipher', `${aes}:${chacha}`)).toMatch(new RegExp(`^${aes} `));
  });

  const verify = { client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'ca.pem' };

  test.each<[object, { none: boolean; stranger: boolean; client: boolean }]>([
    [{ client_auth_type: 'NoClientCert' }, { none: true, stranger: true, client: true }],
    [{ client_auth_type: 'RequestClientCert' }, { none: true, stranger: true, client: true }],
    [{ client_auth_type: 'RequireAnyClientCert' }, { none: false, stranger: true, client: true }],
    [
      { ...verify, client_auth_type: 'VerifyClientCertIfGiven' },
      { none: true, stranger: false, client: true },
    ],
    [verify, { none: false, stranger: false, client: true }],
    [
      { ...verify, client_allowed_sans: ['a', 'spiffe://test/prometheus'] },
      { none: false, stranger: false, client: true },
    ],
    [
      { ...verify, client_allowed_sans: ['client', 'test'] },
      { none: false, stranger: false, client: false },
    ],
    [
      { client_auth_type: 'RequireAnyClientCert', client_allowed_sans: ['prometheus.test'] },
      { none: false, stranger: true, client: true },
    ],
  ])('with %j lets in %j', async (tls, expected) => {
    await serve(tls);
    for (const version of [['--http2'], ['--http1.1'], ['--tls-max', '1.2']]) {
      const isLetIn = async (...certificate: string[]): Promise<boolean> =>
        (await curl(...version, ...certificate)).endsWith(' 200');
      expect({
        none: await isLetIn(),
        stranger: await isLetIn(...shows(stranger)),
        client: await isLetIn(...shows(client)),
      }).toEqual(expected);
    }
  });

  test('wants a password besides, over HTTP/2 too', async () => {
    await serve(verify, { basic_auth_users: { alice: hash } });
    const certificate = shows(client);
    expect(await curl(...certificate)).toBe('HTTP/2 401');
    expect(await curl(...certificate, '--user', 'alice:wrong')).toBe('HTTP/2 401');
    expect(await curl(...certificate, '--user', `alice:${password}`)).toBe(answered);
    expect(await curl(...certificate, '--http1.1', '--user', `alice:${password}`)).toBe(
      'HTTP/1.1 200',
    );
    // Of curl, where the connection is closed.
    expect(await curl('--user', `alice:${password}`)).toMatch(/^(35|5[56])$/);
  });

  test('sends its headers, and answers 429 past its limit', async () => {
    await serve(
      {},
      {
        http_server_config: { headers: { 'Strict-Transport-Security': 'max-age=60' } },
        rate_limit: { interval: '1h', burst: 1 },
      },
    );
    const { stdout } = await run('curl', [
      ...['--silent', '--cacert', authority.file, '--head', url('/-/healthy')],
    ]);
    expect(stdout).toContain('strict-transport-security: max-age=60');
    expect(await curl()).toBe('HTTP/2 429');
  });

  test('is scraped by Prometheus by certificate and password, also while the certificate is renewed', async () => {
    await serve(
      { ...verify, client_allowed_sans: ['prometheus.test'] },
      { basic_auth_users: { alice: hash } },
    );
    const tls = { ca_file: authority.file, cert_file: client.cert, key_file: client.key };
    const login = { username: 'alice', password };
    const job = (name: string, config: object) => ({ name, url: url('/metrics'), config });
    await using prometheus = await PrometheusServer.start([
      job('both', { tls_config: tls, basic_auth: login }),
      job('no_certificate', { tls_config: { ca_file: authority.file }, basic_auth: login }),
      job('no_password', { tls_config: tls }),
    ]);
    const up = (name: string): Promise<number> =>
      waitUntil(`${name} is asked`, () => prometheus.value(`up{job="${name}"}`));
    expect(await up('both')).toBe(1);
    expect(await up('no_certificate')).toBe(0);
    expect(await up('no_password')).toBe(0);
    const reasons = Object.fromEntries(
      (await prometheus.targets()).map(({ scrapePool, lastError }) => [scrapePool, lastError]),
    );
    expect(reasons['no_password']).toContain('401 Unauthorized');
    expect(reasons['both']).toBe('');

    const renewed = authority.issue('renewed', 'DNS:localhost,IP:127.0.0.1');
    await copyFile(renewed.cert, join(exporter.folder, 'server.pem'));
    await copyFile(renewed.key, join(exporter.folder, 'server.key'));
    await waitUntil('the new certificate is shown', async () => {
      const connected = run('openssl', ['s_client', '-connect', new URL(exporter.origin).host]);
      connected.child.stdin?.end();
      const { stdout } = await connected.catch((error: unknown) => error as { stdout: string });
      return stdout.includes('subject=CN = renewed') || undefined;
    });
    await waitUntil('Prometheus has scraped since', async () => {
      const scrapes = await prometheus.value('count_over_time(up{job="both"}[1m])');
      return (scrapes ?? 0) > 2 || undefined;
    });
    expect(await prometheus.value('min_over_time(up{job="both"}[1m])')).toBe(1);
  });
});
