import { constants } from 'node:crypto';
import { createSecureContext, getCiphers } from 'node:tls';

/** Cipher suites up to TLS 1.2 by the names that Go has for them, as OpenSSL calls them: those of `tls.CipherSuites()`. */
const suites: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
};

/** Those of TLS 1.3, which Go takes in a list but does not let anybody choose from. */
const suitesOfTls13 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
] as const;

/** `tls.InsecureCipherSuites()`, which are not possible in a web configuration. */
const insecureSuites: readonly string[] = [
  'TLS_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
];

export const cipherSuiteNames: readonly string[] = [...Object.keys(suites), ...suitesOfTls13];

export function isInsecureSuite(name: unknown): boolean {
  return insecureSuites.some((insecure) => insecure === name);
}

/** One of them has to be possible where HTTP/2 is spoken over TLS 1.2: RFC 9113, section 9.2.2. */
export const suitesOfHttp2 = [
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
] as const;

/** Whether a suite is one of TLS 1.2 and before. */
export function isBeforeTls13(name: string): boolean {
  return Object.hasOwn(suites, name);
}

/** OpenSSL's list for cipher suites by their Go names. All of TLS 1.3 are in it, as in Go. */
export function opensslCiphers(names: readonly string[]): string {
  const known = new Set(getCiphers().map((name) => name.toUpperCase()));
  const chosen = names.map((name) => suites[name]).filter((name) => name !== undefined);
  return [...suitesOfTls13, ...chosen.filter((name) => known.has(name))].join(':');
}

/** OpenSSL 3 has the signatures of TLS 1.0 and 1.1 only at its lowest level of security. */
export function withOldVersions(ciphers: string = constants.defaultCipherList): string {
  return `${ciphers}:@SECLEVEL=0`;
}

const curves: Readonly<Record<string, string>> = {
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
  X25519: 'X25519',
  // Not yet in the exporter-toolkit, but in Go.
  X25519MLKEM768: 'X25519MLKEM768',
};

export const curveNames: readonly string[] = Object.keys(curves);

/** OpenSSL's list for curves by their Go names. */
export function opensslCurves(names: readonly string[]): string {
  return names.map((name) => curves[name]).join(':');
}

/** Whether the OpenSSL of this Node.js has a curve. */
export function hasCurve(name: string): boolean {
  try {
    createSecureContext({ ecdhCurve: opensslCurves([name]) });
    return true;
  } catch {
    return false;
  }
}

/** Versions of TLS by the names that a web configuration has for them. */
export const tlsVersions = {
  TLS10: 'TLSv1',
  TLS11: 'TLSv1.1',
  TLS12: 'TLSv1.2',
  TLS13: 'TLSv1.3',
} as const;

export type TlsVersionName = keyof typeof tlsVersions;

export const tlsVersionNames = Object.keys(tlsVersions) as TlsVersionName[];
