import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

/** Certificates or a key, and by which key of `tls_server_config` they were given. */
export interface Pem {
  readonly key: 'cert' | 'cert_file' | 'key' | 'key_file' | 'client_ca' | 'client_ca_file';
  readonly text: string;
}

/** Each certificate by itself; around them there may be anything. */
export function certificatesIn({ text }: Pem): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
}

/** What is wrong with certificates. */
export function certificateProblem(pem: Pem): string | undefined {
  const certificates = certificatesIn(pem);
  if (certificates.length === 0) return 'it has no certificate in PEM';
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (error) {
    return `it has a certificate that cannot be read: ${(error as Error).message}`;
  }
  return undefined;
}

/** When the first certificate expires, as Unix time in seconds; `NaN` where there is none. */
export function expiryOf(pem: Pem | undefined): number {
  const [own] = pem === undefined ? [] : certificatesIn(pem);
  return own === undefined ? NaN : Date.parse(new X509Certificate(own).validTo) / 1000;
}

/** What is wrong with a key, besides not being that of the first certificate, where there is one. */
export function keyProblem(pem: Pem, certificate: Pem | undefined): string | undefined {
  if (!/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem.text)) {
    return 'it has no private key in PEM';
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem.text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ERR_MISSING_PASSPHRASE' || pem.text.includes('-----BEGIN ENCRYPTED')
      ? 'it is encrypted, and a web configuration has no place for its passphrase: decrypt it, as with openssl pkey'
      : `it has a key that cannot be read: ${message}`;
  }
  const [own] = certificate === undefined ? [] : certificatesIn(certificate);
  if (own === undefined || new X509Certificate(own).checkPrivateKey(key)) return undefined;
  return 'it is not the key of the certificate';
}
