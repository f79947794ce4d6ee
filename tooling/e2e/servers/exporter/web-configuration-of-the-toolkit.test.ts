import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExporter } from '@telltale/exporter';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { need } from '../../src/need.ts';
import { CertificateAuthority } from '../certificate-authority.ts';
import { needOpenssl } from '../make-certificate.ts';

const what = 'web configurations, beside the exporter-toolkit in promtool';
const isThere =
  needOpenssl(what) &&
  need({ what, command: ['promtool', '--version'], install: 'apt-get install prometheus' });

const files = { cert_file: 'server.pem', key_file: 'server.key' };
const verify = { client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: 'ca.pem' };
const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';
const tls = (settings: object): object => ({ tls_server_config: { ...files, ...settings } });
const headers = (given: object): object => ({ http_server_config: { headers: given } });
const goodSuite = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';

/** Both take these. */
const taken: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  'a certificate': tls({}),
  'no HTTP/2': { ...tls({}), http_server_config: { http2: false } },
  'certificates of clients': tls(verify),
  'a certificate of anybody': tls({ client_auth_type: 'RequireAnyClientCert' }),
  'a certificate of anybody, by its old name': tls({ client_auth_type: 'RequireClientCert' }),
  'a certificate that is asked for': tls({ client_auth_type: 'RequestClientCert' }),
  'a certificate that may be': tls({ ...verify, client_auth_type: 'VerifyClientCertIfGiven' }),
  'no certificate of clients': tls({ client_auth_type: 'NoClientCert' }),
  'all versions': tls({ min_version: 'TLS10', max_version: 'TLS13' }),
  'some cipher suites': tls({
    cipher_suites: [goodSuite, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
    prefer_server_cipher_suites: false,
  }),
  'a cipher suite of TLS 1.3': tls({ cipher_suites: [goodSuite, 'TLS_AES_128_GCM_SHA256'] }),
  'all curves': tls({ curve_preferences: ['CurveP256', 'CurveP384', 'CurveP521', 'X25519'] }),
  users: { basic_auth_users: { alice: hash, bob: hash.replace('2y', '2b') } },
  'no users': { basic_auth_users: null },
  'empty texts': { tls_server_config: { cert_file: '', key_file: '', client_ca_file: '' } },
  'all headers': headers({
    'Content-Security-Policy': "default-src 'none'",
    'X-Frame-Options': 'sameorigin',
    'X-Content-Type-Options': 'nosniff',
    'X-XSS-Protection': '0',
    'Strict-Transport-Security': 'max-age=1',
  }),
};

/** Both refuse these. */
const refused: Readonly<Record<string, unknown>> = {
  'a key that is not known': { tls: {} },
  'a key of TLS that is not known': tls({ cert_fil: 'x' }),
  'a certificate without a key': { tls_server_config: { cert_file: 'server.pem' } },
  'a key without a certificate': { tls_server_config: { key_file: 'server.key' } },
  'a file that is missing': tls({ cert_file: 'none.pem' }),
  'the key of another certificate': tls({ key_file: 'ca.key' }),
  'what is no certificate': tls({ cert_file: 'server.key' }),
  'an authority without a policy': tls({ client_ca_file: 'ca.pem' }),
  'an authority that is missing': tls({ ...verify, client_ca_file: 'none.pem' }),
  'a policy that does not exist': tls({ client_auth_type: 'Verify' }),
  'a version that does not exist': tls({ min_version: 'TLS14' }),
  'a cipher suite that does not exist': tls({ cipher_suites: ['TLS_NOTHING'] }),
  'a cipher suite that is not secure': tls({ cipher_suites: ['TLS_RSA_WITH_RC4_128_SHA'] }),
  'a curve that does not exist': tls({ curve_preferences: ['CurveP257'] }),
  'a header that may not be set': headers({ Server: 'me' }),
  'a header in lower case': headers({ 'x-frame-options': 'deny' }),
  'a value that a header cannot have': headers({ 'X-Frame-Options': 'DENY' }),
  'a password that is no hash': { basic_auth_users: { alice: 'password' } },
  'a list of users': { basic_auth_users: ['alice'] },
  'no keys': 'text',
};

/** Only the toolkit takes these, until they are used or for longer. */
const refusedHere: Readonly<Record<string, unknown>> = {
  'TLS settings without TLS': { tls_server_config: { min_version: 'TLS13' } },
  'certificates to verify, of anybody': tls({ client_auth_type: 'RequireAndVerifyClientCert' }),
  'versions the wrong way round': tls({ min_version: 'TLS13', max_version: 'TLS12' }),
  // It does not start to serve with this.
  'no cipher suite for HTTP/2': tls({ cipher_suites: ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'] }),
  'an authority that is none': tls({ ...verify, client_ca_file: 'server.key' }),
  // Secure to the Go of Debian, not to later ones.
  'a cipher suite without forward secrecy': tls({
    cipher_suites: [goodSuite, 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  }),
};

/** Only later versions of the toolkit than that of Debian take these. */
const takenHere: Readonly<Record<string, unknown>> = {
  'a limit of the rate': { rate_limit: { interval: '1s', burst: 20 } },
};

describe.runIf(isThere)('a web configuration', () => {
  let folder: string;
  const names = new Map<string, string>();
  /** Those that promtool takes. */
  const takenByToolkit = new Set<string>();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'telltale-web-'));
    using authority = new CertificateAuthority();
    const { cert, key } = authority.issue('server', 'DNS:localhost');
    for (const file of [cert, key, authority.file, join(authority.folder, 'ca.key')]) {
      copyFileSync(file, join(folder, file.slice(authority.folder.length)));
    }
    for (const [name, config] of [taken, refused, refusedHere, takenHere].flatMap(Object.entries)) {
      const file = join(folder, `${names.size}.yml`);
      writeFileSync(file, config === undefined ? '' : JSON.stringify(config));
      names.set(name, file);
    }
    const { stdout, stderr } = spawnSync('promtool', ['check', 'web-config', ...names.values()], {
      encoding: 'utf8',
    });
    const output = `${stdout}${stderr}`;
    for (const [name, file] of names) {
      const [, verdict] = new RegExp(`${file} (SUCCESS|FAILED)`).exec(output) ?? [];
      if (verdict === undefined) throw new Error(`promtool says nothing of ${name}: ${output}`);
      if (verdict === 'SUCCESS') takenByToolkit.add(name);
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function isTakenHere(name: string): Promise<boolean> {
    const said: string[] = [];
    const say = (text: string): void => void said.push(text);
    const code = await runExporter({
      args: ['check', `--web.config.file=${names.get(name) ?? ''}`],
      io: { stdout: say, stderr: say, onSignal: () => () => undefined, exit: say as never },
    });
    expect(said.join('')).toContain(code === 0 ? ' is valid: ' : names.get(name));
    return code === 0;
  }

  test.each([
    ...Object.keys(taken).map((name) => [name, true, true] as const),
    ...Object.keys(refused).map((name) => [name, false, false] as const),
    ...Object.keys(refusedHere).map((name) => [name, true, false] as const),
    ...Object.keys(takenHere).map((name) => [name, false, true] as const),
  ])('with %s: the toolkit takes it: %j, and this exporter: %j', async (name, toolkit, here) => {
    expect(takenByToolkit.has(name)).toBe(toolkit);
    expect(await isTakenHere(name)).toBe(here);
  });
});
