import { isIPv6, SocketAddress } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { TlsServer } from './tls-server.ts';

/** Why a client is not let in, or `undefined` where it is. What Node.js itself refuses does not come so far. */
export function refusalOf(socket: TLSSocket, tls: TlsServer): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  switch (tls.clientAuth) {
    case 'NoClientCert':
    case 'RequestClientCert':
      return undefined;
    case 'VerifyClientCertIfGiven':
      if (certificate === undefined || socket.authorized) return undefined;
      return `its certificate is not trusted: ${String(socket.authorizationError)}`;
    case 'RequireAnyClientCert':
    case 'RequireClientCert':
    case 'RequireAndVerifyClientCert':
      if (certificate === undefined) return 'it has shown no certificate';
      return sansRefusal(certificate, tls.clientAllowedSans);
  }
}

function sansRefusal(
  certificate: X509Certificate,
  allowed: readonly string[] | undefined,
): string | undefined {
  if (allowed === undefined) return undefined;
  const wanted = new Set(allowed.map(canonical));
  const names = subjectAltNames(certificate.subjectAltName ?? '');
  if (names.some((name) => wanted.has(canonical(name)))) return undefined;
  return 'its certificate is for none of client_allowed_sans';
}

/** The names, addresses and URIs in the text that Node.js makes of a certificate's. */
export function subjectAltNames(text: string): string[] {
  // A value with a comma or a quote in it is written as JSON.
  const entry = /(?:^|, )(?:DNS|email|IP Address|URI):(?:("(?:[^"\\]|\\.)*")|([^,]*))/g;
  return [...text.matchAll(entry)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain : (JSON.parse(quoted) as string),
  );
}

/** IPv6 addresses in their short form; all else as it is. */
function canonical(name: string): string {
  return isIPv6(name) ? new SocketAddress({ address: name, family: 'ipv6' }).address : name;
}
