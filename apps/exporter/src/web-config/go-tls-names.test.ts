import { createSecureContext, getCiphers } from 'node:tls';
import { describe, expect, it } from 'vitest';
import {
  cipherSuiteNames,
  isBeforeTls13,
  isInsecureSuite,
  opensslCiphers,
} from './go-tls-names.ts';

describe('the cipher suites', () => {
  it('are all known to OpenSSL', () => {
    const known = getCiphers();
    for (const name of cipherSuiteNames.filter(isBeforeTls13)) {
      expect(known).toContain(opensslCiphers([name]).split(':').at(-1)?.toLowerCase());
    }
    expect(() => createSecureContext({ ciphers: opensslCiphers(cipherSuiteNames) })).not.toThrow();
  });

  it('come in the order in which they are named, after those of TLS 1.3', () => {
    expect(
      opensslCiphers([
        'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
        'TLS_AES_128_GCM_SHA256',
        'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
      ]),
    ).toBe(
      'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:' +
        'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA',
    );
  });

  it('are not those that Go lists as insecure', () => {
    expect(cipherSuiteNames.filter(isInsecureSuite)).toEqual([]);
  });
});
