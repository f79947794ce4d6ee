import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { clientCertificate } from '../testing/certificates.ts';
import { refusalOf, subjectAltNames } from './client-certificate.ts';
import type { ClientAuthType } from './web-schema.ts';

describe('subjectAltNames', () => {
  it('gives names, addresses and URIs', () => {
    const { subjectAltName = '' } = new X509Certificate(clientCertificate);
    expect(subjectAltNames(subjectAltName)).toEqual([
      'prometheus.test',
      'metrics@example.com',
      'spiffe://example.org/prometheus',
      '2001:DB8:0:0:0:0:0:1',
    ]);
  });

  it('takes nothing within a name for another one', () => {
    // As Node.js writes certificates that were made to pass for others.
    const text = String.raw`othername:"UPN:a\u002c DNS:good.test", URI:"http://odd.test/a\u002c DNS:good.test", DNS:b`;
    expect(subjectAltNames(text)).toEqual(['http://odd.test/a, DNS:good.test', 'b']);
  });

  it('gives nothing of a certificate without any', () => {
    expect(subjectAltNames('')).toEqual([]);
  });
});

describe('refusalOf', () => {
  const shown = new X509Certificate(clientCertificate);
  const refusal = (
    clientAuth: ClientAuthType,
    certificate: X509Certificate | undefined,
    { authorized = true, sans }: { authorized?: boolean; sans?: string[] } = {},
  ) =>
    refusalOf(
      {
        getPeerX509Certificate: () => certificate,
        authorized,
        authorizationError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      } as unknown as TLSSocket,
      { context: {}, clientAuth, clientAllowedSans: sans, expiresAt: Infinity },
    );

  it.each(['NoClientCert', 'RequestClientCert'] as const)('lets in anybody by %s', (type) => {
    expect(refusal(type, undefined)).toBeUndefined();
    expect(refusal(type, shown, { authorized: false })).toBeUndefined();
  });

  it('wants a certificate that is shown to be trusted by VerifyClientCertIfGiven', () => {
    const type = 'VerifyClientCertIfGiven';
    expect(refusal(type, undefined)).toBeUndefined();
    expect(refusal(type, shown)).toBeUndefined();
    expect(refusal(type, shown, { authorized: false })).toBe(
      'its certificate is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT',
    );
  });

  it.each(['RequireAnyClientCert', 'RequireClientCert'] as const)(
    'wants any certificate by %s',
    (type) => {
      expect(refusal(type, undefined)).toBe('it has shown no certificate');
      expect(refusal(type, shown, { authorized: false })).toBeUndefined();
    },
  );

  it.each([
    'prometheus.test',
    'metrics@example.com',
    'spiffe://example.org/prometheus',
    '2001:db8::1',
  ])('lets in who is %s', (san) => {
    expect(refusal('RequireAndVerifyClientCert', shown, { sans: ['else', san] })).toBeUndefined();
  });

  it.each([[['test']], [['*.test']], [['prometheus']], [[]]])(
    'refuses who is none of %j',
    (sans) => {
      expect(refusal('RequireAndVerifyClientCert', shown, { sans })).toBe(
        'its certificate is for none of client_allowed_sans',
      );
    },
  );
});
