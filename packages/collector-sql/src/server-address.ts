import type { Credentials } from './credentials.ts';
import { SqlError } from './sql-error.ts';
import type { SqlServerOptions } from './sql-source-options.ts';

/** Where a server is and who asks, all secrets revealed. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly socket: string | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/**
 * Reveals the address of a server.
 *
 * @throws SqlError if a credential cannot be had, or the `url` is none
 */
export async function addressOf(
  type: 'postgres' | 'mysql',
  options: SqlServerOptions,
  credentials: Credentials,
): Promise<ServerAddress> {
  const { url, host = '127.0.0.1', port = defaultPorts[type], socket, database } = options;
  if (url !== undefined) {
    const address = addressOfUrl(type, await credentials.reveal('url', url));
    // It was given as a part of a secret.
    if (address.user !== undefined) credentials.hideName(address.user);
    if (address.password !== undefined) await credentials.reveal('password', address.password);
    return address;
  }
  // Written as text, a user is no secret, and hidden it would take words such as "postgres" out of messages.
  const user =
    typeof options.user === 'function'
      ? await credentials.reveal('user', options.user)
      : options.user;
  const password = options.password && (await credentials.reveal('password', options.password));
  return { host, port, socket, database, user, password };
}

const defaultPorts = { postgres: 5432, mysql: 3306 } as const;
const protocols = {
  postgres: ['postgres:', 'postgresql:'],
  mysql: ['mysql:', 'mariadb:'],
} as const;

function addressOfUrl(type: 'postgres' | 'mysql', text: string): ServerAddress {
  const url = URL.parse(text);
  const known: readonly string[] = protocols[type];
  if (url === null || !known.includes(url.protocol)) {
    throw new SqlError(
      `${type}: url is no address, expected ${type}://user:password@host:port/database.`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    // What follows may be the rest of a password, which is not to be repeated.
    if (`${url.search}${url.hash}`.includes('@')) {
      throw new SqlError(`${type}: url has a ? or # before its @. Write %3F or %23 for it.`);
    }
    const names = [...url.searchParams.keys()].join(', ');
    throw new SqlError(
      names === ''
        ? `${type}: url has more after its database, expected nothing. Write %23 for a #.`
        : `${type}: url has the parameters ${names}, expected none. Give options such as tls instead.`,
    );
  }
  const decoded = (part: string): string | undefined => {
    try {
      return part === '' ? undefined : decodeURIComponent(part);
    } catch {
      throw new SqlError(`${type}: url has a % that encodes nothing. Write %25 for it.`);
    }
  };
  return {
    // An address of IPv6 stands in brackets.
    host: decoded(url.hostname)?.replace(/^\[(.*)\]$/, '$1') ?? '127.0.0.1',
    port: url.port === '' ? defaultPorts[type] : Number(url.port),
    socket: undefined,
    database: decoded(url.pathname.slice(1)),
    user: decoded(url.username),
    password: decoded(url.password),
  };
}
