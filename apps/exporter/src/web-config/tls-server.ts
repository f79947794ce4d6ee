import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { certificatesIn, certificateProblem, expiryOf, keyProblem, type Pem } from './pem.ts';
import {
  hasCurve,
  isBeforeTls13,
  opensslCiphers,
  opensslCurves,
  suitesOfHttp2,
  tlsVersionNames,
  tlsVersions,
  withOldVersions,
} from './go-tls-names.ts';
import { whyUnreadable } from '../why-unreadable.ts';
import type { ClientAuthType, TlsServerSettings } from './web-schema.ts';

/** How connections are encrypted. */
export interface TlsServer {
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuthType;
  /** What the certificate of a client has to be for; undefined for anything. */
  readonly clientAllowedSans: readonly string[] | undefined;
  /** When the certificate expires, as Unix time in seconds. */
  readonly expiresAt: number;
}

/** Told what is wrong, and with which key; undefined for all of `tls_server_config`. */
type Report = (key: keyof TlsServerSettings | undefined, message: string) => void;

export interface TlsServerContext {
  /** Reads a file that is named in the configuration. */
  readonly read: (path: string) => string;
  readonly report: Report;
  /** Whether HTTP/2 is offered. */
  readonly http2: boolean;
}

/**
 * What `tls_server_config` says, with its files read and its certificate tried. `undefined` where it says nothing, and
 * where something was wrong, which is reported.
 */
export function tlsServer(
  settings: TlsServerSettings,
  { read, report, http2 }: TlsServerContext,
): TlsServer | undefined {
  let faults = 0;
  const wrong: Report = (key, message) => {
    faults++;
    report(key, message);
  };
  const pem = (inline: 'cert' | 'key' | 'client_ca'): Pem | undefined =>
    pemOf(settings, inline, read, wrong);
  const [cert, key, ca] = [pem('cert'), pem('key'), pem('client_ca')];
  // What cannot be read has been told, and more would be wrong only because of that.
  if (faults === 0) {
    if (saysNothing(settings)) return undefined;
    checkCertificate(cert, key, wrong);
    checkClients(settings, ca, wrong);
  }
  checkVersions(settings, wrong);
  checkSuites(settings, http2, wrong);
  checkCurves(settings, wrong);
  if (faults > 0) return undefined;
  const context = contextOf(settings, { cert, key, ca });
  try {
    createSecureContext(context);
  } catch (error) {
    wrong(undefined, `this cannot be used: ${(error as Error).message}`);
    return undefined;
  }
  const { client_auth_type: clientAuth = 'NoClientCert', client_allowed_sans: sans } = settings;
  return { context, clientAuth, clientAllowedSans: sans, expiresAt: expiryOf(cert) };
}

/** To the exporter-toolkit, versions, suites and curves alone leave TLS off; whoever wrote them thinks it on. */
function saysNothing(settings: TlsServerSettings): boolean {
  const {
    min_version: min,
    max_version: max,
    prefer_server_cipher_suites: prefer,
    ...given
  } = settings;
  const isDefault = min === 'TLS12' && max === 'TLS13' && prefer;
  return isDefault && Object.values(given).every((value) => !value?.length);
}

function pemOf(
  settings: TlsServerSettings,
  inline: 'cert' | 'key' | 'client_ca',
  read: (path: string) => string,
  wrong: Report,
): Pem | undefined {
  const inFile = `${inline}_file` as const;
  const path = settings[inFile];
  const text = settings[inline];
  if (path === undefined) return text === undefined ? undefined : { key: inline, text };
  if (text !== undefined) {
    wrong(inFile, `it is given besides ${inline}: leave one of them`);
    return undefined;
  }
  if (path.includes('-----BEGIN')) {
    // Which is said without it: it may be the key.
    wrong(inFile, `this is PEM, not the name of a file: give it as ${inline}`);
    return undefined;
  }
  try {
    return { key: inFile, text: read(path) };
  } catch (error) {
    wrong(inFile, `${path}: ${whyUnreadable(error)}`);
    return undefined;
  }
}

function checkCertificate(cert: Pem | undefined, key: Pem | undefined, wrong: Report): void {
  if (cert === undefined && key === undefined) {
    wrong(
      undefined,
      'there is no certificate: give cert_file and key_file, or leave all of it out',
    );
  } else if (cert === undefined) {
    wrong(undefined, 'there is a key without a certificate: give cert_file or cert');
  } else if (key === undefined) {
    wrong(undefined, 'there is a certificate without a key: give key_file or key');
  } else {
    const ofCertificate = certificateProblem(cert);
    const ofKey = keyProblem(key, ofCertificate === undefined ? cert : undefined);
    if (ofCertificate !== undefined) wrong(cert.key, ofCertificate);
    if (ofKey !== undefined) wrong(key.key, ofKey);
  }
}

function checkClients(settings: TlsServerSettings, ca: Pem | undefined, wrong: Report): void {
  const { client_auth_type: type = 'NoClientCert', client_allowed_sans: sans } = settings;
  if (ca !== undefined) {
    const problem = certificateProblem(ca);
    if (problem !== undefined) wrong(ca.key, problem);
    if (type === 'NoClientCert') {
      wrong(
        ca.key,
        'certificates of clients are not asked for: set client_auth_type, such as RequireAndVerifyClientCert',
      );
    }
  } else if (type === 'RequireAndVerifyClientCert' || type === 'VerifyClientCertIfGiven') {
    // Go would trust all authorities of the machine.
    wrong(
      'client_auth_type',
      'it is not said whose certificates are trusted: give client_ca_file or client_ca',
    );
  }
  if (sans !== undefined && !requiring.includes(type)) {
    wrong(
      'client_allowed_sans',
      'clients need not show a certificate: set client_auth_type to RequireAnyClientCert or RequireAndVerifyClientCert',
    );
  }
}

const requiring: readonly ClientAuthType[] = [
  'RequireAnyClientCert',
  'RequireClientCert',
  'RequireAndVerifyClientCert',
];

function checkVersions({ min_version: min, max_version: max }: TlsServerSettings, wrong: Report) {
  if (tlsVersionNames.indexOf(min) <= tlsVersionNames.indexOf(max)) return;
  wrong('max_version', `${max} is older than min_version, ${min}`);
}

function checkSuites(settings: TlsServerSettings, http2: boolean, wrong: Report): void {
  const { cipher_suites: names, min_version: min, max_version: max } = settings;
  if (!names?.length || min === 'TLS13') return;
  if (max !== 'TLS13' && !names.some(isBeforeTls13)) {
    wrong('cipher_suites', `all of them are of TLS 1.3, and max_version is ${max}`);
  } else if (http2 && !suitesOfHttp2.some((name) => names.includes(name))) {
    wrong(
      'cipher_suites',
      `HTTP/2 needs ${suitesOfHttp2.join(' or ')}: add one of them, or set http_server_config.http2 to false`,
    );
  }
}

function checkCurves({ curve_preferences: names = [] }: TlsServerSettings, wrong: Report): void {
  for (const name of names) {
    if (hasCurve(name)) continue;
    wrong(
      'curve_preferences',
      `${name} is not in OpenSSL ${process.versions.openssl}, which this Node.js has: leave it out`,
    );
  }
}

function contextOf(
  settings: TlsServerSettings,
  { cert, key, ca }: Readonly<Record<'cert' | 'key' | 'ca', Pem | undefined>>,
): SecureContextOptions {
  const { cipher_suites: suites, curve_preferences: curves, min_version: min } = settings;
  const ciphers = suites?.length ? opensslCiphers(suites) : undefined;
  const isOld = min === 'TLS10' || min === 'TLS11';
  return {
    cert: cert?.text,
    key: key?.text,
    ...(ca !== undefined && { ca: certificatesIn(ca) }),
    minVersion: tlsVersions[min],
    maxVersion: tlsVersions[settings.max_version],
    honorCipherOrder: settings.prefer_server_cipher_suites,
    ...(ciphers !== undefined && { ciphers }),
    ...(isOld && { ciphers: withOldVersions(ciphers) }),
    ...(curves?.length && { ecdhCurve: opensslCurves(curves) }),
  };
}
