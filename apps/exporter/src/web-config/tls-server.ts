import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { opensslCiphers, opensslCurves, tlsVersionNames, tlsVersions } from './go-tls-names.ts';
import { unreadable } from './unreadable.ts';
import type { ClientAuthType, TlsServerSettings } from './web-schema.ts';

/** How connections are encrypted. */
export interface TlsServer {
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuthType;
  /** What the certificate of a client has to be for; undefined for anything. */
  readonly clientAllowedSans: readonly string[] | undefined;
}

type Read = (path: string) => string;
type Report = (key: keyof TlsServerSettings | undefined, message: string) => void;

/**
 * What `tls_server_config` says, with its files read and its certificate tried. `undefined` where it says nothing, and
 * where something was wrong, which is reported.
 */
export function tlsServer(
  settings: TlsServerSettings | undefined,
  read: Read,
  report: Report,
): TlsServer | undefined {
  if (settings === undefined) return undefined;
  const { client_auth_type: clientAuth = 'NoClientCert', client_allowed_sans: sans } = settings;
  const found: string[] = [];
  const wrong: Report = (key, message) => {
    found.push(message);
    report(key, message);
  };
  const isRight = (): boolean => found.length === 0;
  const pem = (inline: 'cert' | 'key' | 'client_ca'): string | undefined =>
    pemOf(settings, inline, read, wrong);
  const cert = pem('cert');
  const key = pem('key');
  const ca = pem('client_ca');
  if (cert === undefined && key === undefined && isRight()) {
    if (saysNothing(settings)) return undefined;
    wrong(
      undefined,
      'there is no certificate: give cert_file and key_file, or leave all of it out',
    );
  } else if (isRight()) {
    if (cert === undefined)
      wrong(undefined, 'there is a key without a certificate: give cert_file or cert');
    if (key === undefined)
      wrong(undefined, 'there is a certificate without a key: give key_file or key');
  }
  checkClients(settings, ca, wrong);
  checkVersions(settings, wrong);
  if (!isRight()) return undefined;
  const context = contextOf(settings, { cert, key, ca });
  try {
    createSecureContext(context);
  } catch (error) {
    wrong(undefined, `the certificate and its key cannot be used: ${(error as Error).message}`);
    return undefined;
  }
  return { context, clientAuth, clientAllowedSans: sans };
}

/** Defaults are there in any case. */
function saysNothing(settings: TlsServerSettings): boolean {
  const {
    min_version: min,
    max_version: max,
    prefer_server_cipher_suites: prefer,
    ...given
  } = settings;
  return Object.keys(given).length === 0 && min === 'TLS12' && max === 'TLS13' && prefer;
}

function pemOf(
  settings: TlsServerSettings,
  inline: 'cert' | 'key' | 'client_ca',
  read: Read,
  wrong: Report,
): string | undefined {
  const inFile = `${inline}_file` as const;
  const path = settings[inFile];
  const text = settings[inline];
  if (path === undefined) return text;
  if (text !== undefined) {
    wrong(inFile, `it is given besides ${inline}: leave one of them`);
    return undefined;
  }
  try {
    return read(path);
  } catch (error) {
    wrong(inFile, `${path}: ${unreadable(error)}`);
    return undefined;
  }
}

function checkClients(settings: TlsServerSettings, ca: string | undefined, wrong: Report): void {
  const { client_auth_type: type = 'NoClientCert', client_allowed_sans: sans } = settings;
  const key = settings.client_ca === undefined ? 'client_ca_file' : 'client_ca';
  if (ca !== undefined) {
    if (type === 'NoClientCert') {
      wrong(
        key,
        'certificates of clients are not asked for: set client_auth_type, such as RequireAndVerifyClientCert',
      );
    }
    const certificates = ca.match(pemCertificate) ?? [];
    if (certificates.length === 0) wrong(key, 'it has no certificate in PEM');
    try {
      for (const certificate of certificates) new X509Certificate(certificate);
    } catch (error) {
      wrong(key, `it has a certificate that cannot be read: ${(error as Error).message}`);
    }
  }
  if (sans !== undefined && !requiring.includes(type)) {
    wrong(
      'client_allowed_sans',
      'clients need not show a certificate: set client_auth_type to RequireAnyClientCert or RequireAndVerifyClientCert',
    );
  }
}

const pemCertificate = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;
const requiring: readonly ClientAuthType[] = [
  'RequireAnyClientCert',
  'RequireClientCert',
  'RequireAndVerifyClientCert',
];

function checkVersions({ min_version: min, max_version: max }: TlsServerSettings, wrong: Report) {
  if (tlsVersionNames.indexOf(min) <= tlsVersionNames.indexOf(max)) return;
  wrong('max_version', `${max} is older than min_version, ${min}`);
}

function contextOf(
  settings: TlsServerSettings,
  { cert, key, ca }: Record<'cert' | 'key' | 'ca', string | undefined>,
): SecureContextOptions {
  const { cipher_suites: suites, curve_preferences: curves, min_version: min } = settings;
  return {
    cert,
    key,
    ...(ca !== undefined && { ca }),
    minVersion: tlsVersions[min],
    maxVersion: tlsVersions[settings.max_version],
    honorCipherOrder: settings.prefer_server_cipher_suites,
    ...(suites?.length && { ciphers: withLevel(opensslCiphers(suites), min) }),
    ...(!suites?.length && isOld(min) && { ciphers: withLevel('DEFAULT', min) }),
    ...(curves?.length && { ecdhCurve: opensslCurves(curves) }),
  };
}

function isOld(min: TlsServerSettings['min_version']): boolean {
  return min === 'TLS10' || min === 'TLS11';
}

/** OpenSSL 3 has the signatures of TLS 1.0 and 1.1 only at its lowest level of security. */
function withLevel(ciphers: string, min: TlsServerSettings['min_version']): string {
  return isOld(min) ? `${ciphers}:@SECLEVEL=0` : ciphers;
}
