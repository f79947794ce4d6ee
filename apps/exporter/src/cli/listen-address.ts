import { isIPv4, isIPv6 } from 'node:net';
import { ConfigError } from '@telltale/model';

/** Where to listen. */
export interface ListenAddress {
  /** An address or a host name; absent for all addresses of the machine. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
}

const hostName = /^[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?$/i;

/**
 * Reads `host:port`, `:port` for all addresses, or `[::1]:port`.
 *
 * @throws INVALID_CONFIG
 */
export function parseListenAddress(text: string): ListenAddress {
  const colon = text.lastIndexOf(':');
  const hostText = text.slice(0, Math.max(colon, 0));
  const portText = text.slice(colon + 1);
  const port = Number(portText);
  if (colon >= 0 && /^\d{1,5}$/.test(portText) && port <= 65_535) {
    if (hostText === '') return { port };
    const inBrackets = /^\[(.*)\]$/.exec(hostText)?.[1];
    if (inBrackets !== undefined && isIPv6(inBrackets)) return { host: inBrackets, port };
    // Digits and dots that are no IPv4 address are no host name either.
    if (isIPv4(hostText) || (hostName.test(hostText) && !/^[\d.]+$/.test(hostText))) {
      return { host: hostText, port };
    }
  }
  throw new ConfigError(
    `${JSON.stringify(text)} is not an address to listen on: expected host:port, :port or [IPv6]:port with a port ` +
      'from 0 to 65535, such as 127.0.0.1:9464.',
  );
}

/** The address as it is written in the flag. */
export function formatListenAddress({ host = '', port }: ListenAddress): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** How a client on this machine reaches what listens there. */
export function localUrl({ host = '::', port }: ListenAddress, scheme = 'http'): string {
  const everywhere = host === '::' || host === '0.0.0.0';
  // A zone (fe80::1%eth0) has no place in a URL.
  const reachable = everywhere ? 'localhost' : host.replace(/%.*$/, '');
  return `${scheme}://${formatListenAddress({ host: reachable, port })}`;
}
