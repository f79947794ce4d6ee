import { expect, it } from 'vitest';
import { serverCertificate, serverKey } from '../testing/certificates.ts';
import { secretTexts } from './secret-texts.ts';

const hash = `$2y$10$${'a'.repeat(53)}`;

it('finds passwords, hashes and keys, wherever they stand', () => {
  const value = {
    tls_server_config: { key: 'inline', key_file: serverKey, cert: serverCertificate, n: 1 },
    basic_auth_users: { alice: 'password', bob: hash, carol: ['listed'] },
    rate_limit: { interval: hash, burst: null },
  };
  expect(secretTexts(value)).toEqual(['inline', serverKey, 'password', hash, 'listed', hash]);
  expect(secretTexts('text')).toEqual([]);
  expect(secretTexts(undefined)).toEqual([]);
});
