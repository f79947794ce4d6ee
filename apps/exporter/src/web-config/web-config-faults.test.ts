import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serverKey } from '../testing/certificates.ts';
import { webConfigFolder, withTls, yamlBlock } from '../testing/web-config-folder.ts';
import { loadWebConfig } from './load-web-config.ts';

const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';
const files = webConfigFolder();

const unknown = 'this key is not known here.';

describe('a web configuration with', () => {
  it.each<[string, string, string[]]>([
    [
      'a key that is not known',
      'tls_server_confg: {}\n',
      [`web.yml:1:1: tls_server_confg: ${unknown} Did you mean "tls_server_config"?`],
    ],
    [
      'a key of TLS that is not known',
      'tls_server_config:\n  cert_fil: x\n',
      [`web.yml:2:3: tls_server_config.cert_fil: ${unknown} Did you mean "cert_file"?`],
    ],
    [
      'a key of HTTP that is not known',
      'http_server_config:\n  htpt2: true\n',
      [`web.yml:2:3: http_server_config.htpt2: ${unknown} Did you mean "http2"?`],
    ],
    [
      'a key of the rate that is not known',
      'rate_limit: { bursts: 1 }\n',
      [`web.yml:1:15: rate_limit.bursts: ${unknown} Did you mean "burst"?`],
    ],
    [
      'a header that may not be set',
      'http_server_config:\n  headers:\n    Server: me\n',
      [
        `web.yml:3:5: http_server_config.headers.Server: ${unknown} Expected one of Content-Security-Policy, ` +
          'X-Frame-Options, X-Content-Type-Options, X-XSS-Protection, Strict-Transport-Security.',
      ],
    ],
    [
      'a header in lower case',
      'http_server_config:\n  headers:\n    x-frame-options: deny\n',
      [
        `web.yml:3:5: http_server_config.headers.x-frame-options: ${unknown} Did you mean "X-Frame-Options"?`,
      ],
    ],
    [
      'a header with a value that does not exist',
      'http_server_config:\n  headers: { X-Frame-Options: DENY, X-Content-Type-Options: sniff }\n',
      [
        'web.yml:2:31: http_server_config.headers.X-Frame-Options: "DENY" is not possible here. Expected one of deny, ' +
          'sameorigin.',
        'web.yml:2:61: http_server_config.headers.X-Content-Type-Options: "sniff" is not possible here. Did you mean ' +
          '"nosniff"?',
      ],
    ],
    [
      'a header of two lines',
      'http_server_config:\n  headers: { X-XSS-Protection: "1\\n2" }\n',
      [
        'web.yml:2:32: http_server_config.headers.X-XSS-Protection: expected printable ASCII, in one line',
      ],
    ],
    [
      'what is neither true nor false',
      'http_server_config: { http2: yes }\n',
      ['web.yml:1:30: http_server_config.http2: expected true or false, got text'],
    ],
    [
      'a password in place of its hash',
      'basic_auth_users:\n  alice: s3cret\n',
      [
        'web.yml:2:10: basic_auth_users.alice: expected the bcrypt hash of a password, $2y$10$…: telltale-exporter ' +
          'hash-password makes one',
      ],
    ],
    [
      'a hash that is too short, or a number',
      `basic_auth_users:\n  alice: ${hash.slice(0, -1)}\n  bob: 1234\n`,
      [
        'web.yml:2:10: basic_auth_users.alice: expected the bcrypt hash of a password, $2y$10$…: telltale-exporter ' +
          'hash-password makes one',
        'web.yml:3:8: basic_auth_users.bob: expected the bcrypt hash of a password',
      ],
    ],
    [
      'a list of users',
      'basic_auth_users: [alice]\n',
      ['web.yml:1:19: basic_auth_users: expected keys with values, got a list'],
    ],
    [
      'a user twice',
      `basic_auth_users:\n  alice: ${hash}\n  alice: ${hash}\n`,
      ['web.yml:3:3: Map keys must be unique'],
    ],
    [
      'an interval without unit',
      'rate_limit: { interval: 1, burst: 2 }\n',
      ['web.yml:1:25: rate_limit.interval: 1 is not a time: expected one such as 1s, 500ms or 0'],
    ],
    [
      'an interval that is none',
      'rate_limit: { interval: soon, burst: 2 }\n',
      [
        'web.yml:1:25: rate_limit.interval: "soon" is not a time: expected one such as 1s, 500ms or 0',
      ],
    ],
    [
      'a burst that lets nothing through',
      'rate_limit:\n  interval: 1s\n',
      [
        'web.yml:1:1: rate_limit.burst: with a burst of 0 no request would ever be answered: expected 1 or more',
      ],
    ],
    [
      'a burst below 0',
      'rate_limit: { interval: 1s, burst: -1 }\n',
      ['web.yml:1:36: rate_limit.burst: expected 0 or more'],
    ],
    [
      'half a request',
      'rate_limit: { interval: 1s, burst: 0.5 }\n',
      ['web.yml:1:36: rate_limit.burst: expected a whole number, got a number'],
    ],
    [
      'no YAML',
      'a: [\n',
      [
        'web.yml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    ['a list', '- a\n', ['web.yml:1:1: expected keys with values, got a list']],
  ])('%s is refused', (_what, text, lines) => {
    expect(files.faultsOf(text)).toEqual(lines);
  });

  it.each<[string, string, string[]]>([
    [
      'settings without a certificate',
      'tls_server_config: { min_version: TLS13 }',
      [
        'web.yml:1:20: tls_server_config: there is no certificate: give cert_file and key_file, or leave all of it out',
      ],
    ],
    [
      'a certificate without its key',
      'tls_server_config: { cert_file: cert.pem }',
      [
        'web.yml:1:20: tls_server_config: there is a certificate without a key: give key_file or key',
      ],
    ],
    [
      'a key without its certificate',
      'tls_server_config: { key_file: key.pem }',
      [
        'web.yml:1:20: tls_server_config: there is a key without a certificate: give cert_file or cert',
      ],
    ],
    [
      'files that are not there',
      'tls_server_config: { cert_file: none.pem, key_file: . }',
      [
        'web.yml:1:33: tls_server_config.cert_file: none.pem: there is no such file',
        'web.yml:1:53: tls_server_config.key_file: .: it is a folder',
      ],
    ],
    [
      'a certificate twice',
      withTls('cert: x'),
      ['web.yml:2:14: tls_server_config.cert_file: it is given besides cert: leave one of them'],
    ],
    [
      'a key twice',
      withTls('key: x'),
      ['web.yml:3:13: tls_server_config.key_file: it is given besides key: leave one of them'],
    ],
    [
      'an authority twice',
      withTls('client_ca: x', 'client_ca_file: ca.pem'),
      [
        'web.yml:5:19: tls_server_config.client_ca_file: it is given besides client_ca: leave one of them',
      ],
    ],
    [
      'what is no PEM',
      'tls_server_config: { cert_file: junk.pem, key_file: junk.pem }',
      [
        'web.yml:1:33: tls_server_config.cert_file: it has no certificate in PEM',
        'web.yml:1:53: tls_server_config.key_file: it has no private key in PEM',
      ],
    ],
    [
      'PEM in place of the name of its file',
      `tls_server_config:\n  cert_file: cert.pem\n  key_file: ${yamlBlock(serverKey)}`,
      [
        'web.yml:3:13: tls_server_config.key_file: this is PEM, not the name of a file: give it as key',
      ],
    ],
    [
      'the key of another certificate',
      'tls_server_config: { cert_file: cert.pem, key_file: other.key }',
      ['web.yml:1:53: tls_server_config.key_file: it is not the key of the certificate'],
    ],
    [
      'an encrypted key',
      'tls_server_config: { cert_file: cert.pem, key_file: encrypted.key }',
      [
        'web.yml:1:53: tls_server_config.key_file: it is encrypted, and a web configuration has no place for its ' +
          'passphrase: decrypt it, as with openssl pkey',
      ],
    ],
    [
      'a way to ask clients that does not exist',
      withTls('client_auth_type: RequireAndVerifyClientCer'),
      [
        'web.yml:4:21: tls_server_config.client_auth_type: "RequireAndVerifyClientCer" is not possible here. Did you ' +
          'mean "RequireAndVerifyClientCert"?',
      ],
    ],
    [
      'an authority for certificates that nobody asks for',
      withTls('client_ca_file: ca.pem'),
      [
        'web.yml:4:19: tls_server_config.client_ca_file: certificates of clients are not asked for: set ' +
          'client_auth_type, such as RequireAndVerifyClientCert',
      ],
    ],
    [
      'an authority that is no certificate',
      withTls('client_ca_file: junk.pem', 'client_auth_type: RequireAndVerifyClientCert'),
      ['web.yml:4:19: tls_server_config.client_ca_file: it has no certificate in PEM'],
    ],
    [
      'certificates to verify, of nobody',
      withTls('client_auth_type: RequireAndVerifyClientCert'),
      [
        'web.yml:4:21: tls_server_config.client_auth_type: it is not said whose certificates are trusted: give ' +
          'client_ca_file or client_ca',
      ],
    ],
    [
      'names for certificates that need not be shown',
      withTls('client_auth_type: RequestClientCert', 'client_allowed_sans: [a]'),
      [
        'web.yml:5:24: tls_server_config.client_allowed_sans: clients need not show a certificate: set ' +
          'client_auth_type to RequireAnyClientCert or RequireAndVerifyClientCert',
      ],
    ],
    [
      'a version that does not exist',
      withTls('min_version: TLS14'),
      [
        'web.yml:4:16: tls_server_config.min_version: "TLS14" is not possible here. Did you mean "TLS10"?',
      ],
    ],
    [
      'versions the wrong way round',
      withTls('min_version: TLS13', 'max_version: TLS12'),
      ['web.yml:5:16: tls_server_config.max_version: TLS12 is older than min_version, TLS13'],
    ],
    [
      'a cipher suite that does not exist',
      withTls('cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265]'),
      [
        'web.yml:4:19: tls_server_config.cipher_suites[0]: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265" is not possible ' +
          'here. Did you mean "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"?',
      ],
    ],
    [
      'a cipher suite that is not secure',
      withTls('cipher_suites: [TLS_RSA_WITH_AES_128_GCM_SHA256]'),
      [
        'web.yml:4:19: tls_server_config.cipher_suites[0]: TLS_RSA_WITH_AES_128_GCM_SHA256 is not possible here: Go ' +
          'lists it as insecure',
      ],
    ],
    [
      'only cipher suites of a version that is not allowed',
      withTls('cipher_suites: [TLS_AES_128_GCM_SHA256]', 'max_version: TLS12'),
      [
        'web.yml:4:18: tls_server_config.cipher_suites: all of them are of TLS 1.3, and max_version is TLS12',
      ],
    ],
    [
      'HTTP/2 without a cipher suite for it',
      withTls('cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]'),
      [
        'web.yml:4:18: tls_server_config.cipher_suites: HTTP/2 needs TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or ' +
          'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: add one of them, or set http_server_config.http2 to false',
      ],
    ],
    [
      'a curve that does not exist',
      withTls('curve_preferences: [P256]'),
      [
        'web.yml:4:23: tls_server_config.curve_preferences[0]: "P256" is not possible here. Expected one of ' +
          'CurveP256, CurveP384, CurveP521, X25519, X25519MLKEM768.',
      ],
    ],
  ])('%s is refused', (_what, text, lines) => {
    expect(files.faultsOf(text)).toEqual(lines);
  });

  it('all that is wrong in several places says so once, in order', () => {
    expect(
      files.faultsOf(withTls('max_version: TLS11', 'cipher_suites: [a]', 'key_fil: x')),
    ).toHaveLength(2);
    const text = `${withTls('max_version: TLS11')}\nrate_limit: { interval: 1s }`;
    expect(files.faultsOf(text).map((line) => /^web.yml:\d+/.exec(line)?.[0])).toEqual([
      'web.yml:4',
      'web.yml:5',
    ]);
  });

  it.each([
    'basic_auth_users: { alice: !s3cret }',
    'basic_auth_users: { alice: *s3cret }',
    'basic_auth_users:\n  alice: |s3cret',
    '%s3cret\nbasic_auth_users: {}',
    'basic_auth_users:\n  alice: "x"\n- s3cret\n: s3cret',
  ])('faulty YAML, %j, is refused without being quoted', (text) => {
    const faults = files.faultsOf(text).join('\n');
    expect(faults).toMatch(/^web\.yml/);
    expect(faults).not.toContain('s3cret');
  });

  it('X25519MLKEM768 is refused where this OpenSSL does not have it', () => {
    const { openssl } = process.versions;
    const [major = 0, minor = 0] = openssl.split('.').map(Number);
    const text = withTls('curve_preferences: [X25519MLKEM768, X25519]');
    if (major > 3 || minor >= 5) {
      expect(files.load(text).tls?.context.ecdhCurve).toBe('X25519MLKEM768:X25519');
    } else {
      expect(files.faultsOf(text)).toEqual([
        `web.yml:4:23: tls_server_config.curve_preferences: X25519MLKEM768 is not in OpenSSL ${openssl}, which this ` +
          'Node.js has: leave it out',
      ]);
    }
  });

  it('HTTP/2 off takes any cipher suites', () => {
    const text = `${withTls('cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]')}\nhttp_server_config: { http2: false }`;
    expect(files.load(text).tls?.context.ciphers).toMatch(/:ECDHE-RSA-AES256-SHA$/);
  });
});

describe('a web configuration that cannot be read', () => {
  it('is missing', () => {
    const file = join(files.folder.path, 'none.yml');
    expect(() => loadWebConfig(file)).toThrow(`${file}: there is no such file.`);
  });

  it('is a folder', () => {
    const file = join(files.folder.path, 'web');
    mkdirSync(file);
    expect(() => loadWebConfig(file)).toThrow(`${file}: it is a folder.`);
  });

  it.skipIf(process.getuid?.() === 0)('is of another user', () => {
    const file = files.folder.write('web.yml', '');
    chmodSync(file, 0);
    expect(() => loadWebConfig(file)).toThrow(`${file}: this user may not read it.`);
  });
});
