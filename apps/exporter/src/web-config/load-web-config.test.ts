import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority, serverCertificate, serverKey } from '../testing/certificates.ts';
import { webConfigFolder, withTls, yamlBlock } from '../testing/web-config-folder.ts';

const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';
const files = webConfigFolder();

describe('a web configuration', () => {
  it('may be empty, and then changes nothing', () => {
    expect(files.load('# nothing\n')).toEqual({
      tls: undefined,
      http2: true,
      headers: [],
      users: new Map(),
      rateLimit: undefined,
      isEmpty: true,
      secrets: [],
    });
  });

  it('takes all that the exporter-toolkit takes', () => {
    const text = `
      tls_server_config:
        cert_file: ./cert.pem
        key_file: ${join(files.folder.path, 'key.pem')}
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: ca.pem
        client_allowed_sans: [prometheus.test]
        min_version: TLS12
        max_version: TLS13
        cipher_suites:
          - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
          - TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
          - TLS_AES_128_GCM_SHA256
        prefer_server_cipher_suites: false
        curve_preferences: [X25519, CurveP256, CurveP384, CurveP521]
      http_server_config:
        http2: false
        headers:
          Content-Security-Policy: "default-src 'none'"
          X-Frame-Options: deny
          X-Content-Type-Options: nosniff
          X-XSS-Protection: '0'
          Strict-Transport-Security: max-age=31536000
      basic_auth_users:
        alice: ${hash}
      rate_limit:
        interval: 1m30s
        burst: 20`;
    expect(files.load(text)).toEqual({
      tls: {
        context: {
          cert: serverCertificate,
          key: serverKey,
          ca: [authority.trimEnd()],
          minVersion: 'TLSv1.2',
          maxVersion: 'TLSv1.3',
          honorCipherOrder: false,
          ciphers:
            'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:' +
            'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305',
          ecdhCurve: 'X25519:P-256:P-384:P-521',
        },
        clientAuth: 'RequireAndVerifyClientCert',
        clientAllowedSans: ['prometheus.test'],
        expiresAt: Date.parse('2126-11-02T08:04:45Z') / 1000,
      },
      http2: false,
      headers: [
        ['Content-Security-Policy', "default-src 'none'"],
        ['X-Frame-Options', 'deny'],
        ['X-Content-Type-Options', 'nosniff'],
        ['X-XSS-Protection', '0'],
        ['Strict-Transport-Security', 'max-age=31536000'],
      ],
      users: new Map([['alice', hash]]),
      rateLimit: { interval: 90_000, burst: 20 },
      isEmpty: false,
      secrets: [hash],
    });
  });

  it('takes certificates and keys that stand in it', () => {
    const text = [
      'tls_server_config:',
      `cert: ${yamlBlock(serverCertificate)}`,
      `key: ${yamlBlock(serverKey)}`,
      `client_ca: ${yamlBlock(authority)}`,
      'client_auth_type: VerifyClientCertIfGiven',
    ].join('\n  ');
    const { tls: server, secrets } = files.load(text);
    expect(server?.context).toMatchObject({ cert: serverCertificate.trimEnd() + '\n' });
    expect(server?.context.ca).toEqual([authority.trimEnd()]);
    expect(secrets).toEqual([serverKey]);
  });

  it('takes what is empty as not given, as Go does', () => {
    const text = [
      'tls_server_config:',
      '  cert_file: ""',
      '  key_file:',
      '  client_ca_file: ""',
      '  client_auth_type: ""',
      '  cipher_suites: []',
      'http_server_config:',
      'basic_auth_users:',
      'rate_limit:',
    ].join('\n');
    expect(files.load(text)).toMatchObject({ tls: undefined, http2: true, rateLimit: undefined });
  });

  it('has all the names that Go has for certificates of clients', () => {
    const withoutAuthority = ['RequestClientCert', 'RequireAnyClientCert', 'RequireClientCert'];
    for (const type of ['NoClientCert', ...withoutAuthority]) {
      expect(files.load(withTls(`client_auth_type: ${type}`)).tls?.clientAuth).toBe(type);
    }
  });

  it('allows TLS 1.0 by the lowest level of security, and TLS 1.3 besides', () => {
    const { context } = files.load(withTls('min_version: TLS10')).tls ?? {};
    expect(context).toMatchObject({ minVersion: 'TLSv1', maxVersion: 'TLSv1.3' });
    expect(context?.ciphers).toMatch(/^TLS_AES_256_GCM_SHA384:.*:@SECLEVEL=0$/);
  });

  it('has no limit of the rate with an interval of 0', () => {
    expect(files.load('rate_limit: { interval: 0, burst: 3 }').rateLimit).toBeUndefined();
    expect(files.load('rate_limit: { burst: 3 }').rateLimit).toBeUndefined();
  });

  it('leaves out headers that are empty', () => {
    expect(files.load("http_server_config: { headers: { X-XSS-Protection: '' } }").headers).toEqual(
      [],
    );
  });
});
