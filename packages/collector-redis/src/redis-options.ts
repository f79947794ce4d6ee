import type { ConnectionOptions } from 'node:tls';
import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** Something secret: the text itself, or a function that is asked for it whenever a connection is opened. */
export type Credential = string | (() => string | Promise<string>);

/** How a connection is encrypted, as of `node:tls`. */
export type RedisTlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'rejectUnauthorized' | 'minVersion'
>;

/** Where Redis is, and how it is asked. */
export interface RedisOptions {
  /**
   * `redis://host:port/database`, or `rediss:` for TLS. It may have a user name and password; what is given besides takes
   * their place. Default: none.
   */
  readonly url?: string | undefined;
  /** Default: `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default: 6379. */
  readonly port?: number | undefined;
  /** The path of a Unix socket, in place of `host` and `port`. Default: none. */
  readonly path?: string | undefined;
  /** The user of an ACL. Default: that which has no name, `default`. */
  readonly username?: string | undefined;
  /** Its password. Default: none. */
  readonly password?: Credential | undefined;
  /** The number of the database. Default: 0. */
  readonly database?: number | undefined;
  /** Whether to use TLS, and how. Default: false, with `rediss:` true. */
  readonly tls?: boolean | RedisTlsOptions | undefined;
  /** How long a query may take, its connection included, in milliseconds. The deadline of a scrape may come before. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** How many connections there may be; each is used by one query at a time, and further queries wait. Default: 2. */
  readonly maxConnections?: number | undefined;
  /**
   * Commands that may be asked besides those that are known, such as `TS.GET`. The server has to say of each that it is
   * read-only. Default: none.
   */
  readonly allowCommands?: readonly string[] | undefined;
}

/** Options as they are used. */
export interface ResolvedRedisOptions {
  readonly address: { readonly path: string } | { readonly host: string; readonly port: number };
  readonly username: string | undefined;
  /** The username, where it must not be seen. */
  readonly secretUsername: string | undefined;
  readonly password: Credential | undefined;
  readonly database: number;
  readonly tls: RedisTlsOptions | undefined;
  readonly timeoutMs: number;
  readonly maxConnections: number;
  readonly allowCommands: ReadonlySet<string>;
}

const known = [
  'url',
  'host',
  'port',
  'path',
  'username',
  'password',
  'database',
  'tls',
  'timeoutMs',
  'maxConnections',
  'allowCommands',
];
const knownOfTls = [
  'ca',
  'cert',
  'key',
  'passphrase',
  'servername',
  'rejectUnauthorized',
  'minVersion',
];

/**
 * Checks the options, and fills in the defaults.
 *
 * @throws INVALID_OPTION for the first that is unknown or wrong
 */
export function resolveRedisOptions(options: RedisOptions): ResolvedRedisOptions {
  checkNames('the options', options, known);
  const { path, tls } = options;
  const url = options.url === undefined ? undefined : partsOf(options.url);
  if (path !== undefined) {
    if (typeof path !== 'string' || path === '') {
      throw invalid(`path is ${describeValue(path)}, expected the path of a socket.`);
    }
    if (options.url !== undefined || options.host !== undefined || options.port !== undefined) {
      throw invalid('path is a Unix socket, and takes the place of url, host and port.');
    }
  }
  const { host = url?.host ?? '127.0.0.1', username = url?.username } = options;
  if (typeof host !== 'string' || host === '') {
    throw invalid(`host is ${describeValue(host)}, expected the name or address of a host.`);
  }
  if (username !== undefined && typeof username !== 'string') {
    throw invalid(`username is ${describeValue(username)}, expected a string.`);
  }
  const { password = url?.password } = options;
  if (!['undefined', 'string', 'function'].includes(typeof password)) {
    throw invalid(`password has to be a string, or a function that returns one.`);
  }
  if (username !== undefined && password === undefined) {
    throw invalid('username is given without a password.');
  }
  const port = wholeNumber('port', options.port ?? url?.port ?? 6379, 1, 65_535);
  return {
    address: path === undefined ? { host, port } : { path },
    username,
    // As a part of a URL, it is a part of a secret.
    secretUsername: options.username === undefined ? url?.username : undefined,
    password,
    database: wholeNumber('database', options.database ?? url?.database ?? 0, 0, maxWholeNumber),
    tls: resolveTls(tls ?? url?.tls ?? false),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 10_000, 1, maxWholeNumber),
    maxConnections: wholeNumber('maxConnections', options.maxConnections ?? 2, 1, 1000),
    allowCommands: new Set(checkCommands(options.allowCommands ?? [])),
  };
}

/** The error for an option or query that is wrong. */
export function invalid(message: string): MetricError {
  return new MetricError('INVALID_OPTION', `redisSource: ${message}`);
}

/** @throws INVALID_OPTION for what is no object, and for a key that is not known */
export function checkNames(what: string, given: unknown, names: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(`${what} is ${describeValue(given)}, expected an object.`);
  }
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw invalid(`there is no ${name} in ${what}. Known: ${names.join(', ')}.`);
  }
}

/** The largest that timers and Redis take. */
const maxWholeNumber = 2 ** 31 - 1;

/** @throws INVALID_OPTION */
export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) {
    return value as number;
  }
  throw invalid(
    `${name} is ${describeValue(value)}, expected a whole number from ${min} to ${max}.`,
  );
}

function resolveTls(tls: unknown): RedisTlsOptions | undefined {
  if (tls === false) return undefined;
  if (tls === true) return {};
  checkNames('tls', tls, knownOfTls);
  return { ...(tls as RedisTlsOptions) };
}

function checkCommands(given: unknown): string[] {
  const isName = (name: unknown): boolean => typeof name === 'string' && /^[\w.-]+$/.test(name);
  if (!Array.isArray(given) || !given.every(isName)) {
    throw invalid("allowCommands has to be an array of names of commands, such as ['TS.GET'].");
  }
  return given.map((name: string) => name.toUpperCase());
}

/** The URL itself is in no message: it may have a password in it. */
function partsOf(url: unknown) {
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (parsed === null || !['redis:', 'rediss:'].includes(parsed.protocol)) {
    throw invalid('url has to be a URL such as redis://127.0.0.1:6379/0, or rediss: for TLS.');
  }
  const database = parsed.pathname.replace(/^\//, '');
  if (!/^\d*$/.test(database) || parsed.search !== '' || parsed.hash !== '') {
    throw invalid('url has more after the host than the number of a database.');
  }
  const text = (part: string): string | undefined => (part === '' ? undefined : decode(part));
  return {
    host: text(parsed.hostname.replace(/^\[(.*)\]$/, '$1')),
    port: parsed.port === '' ? undefined : Number(parsed.port),
    username: text(parsed.username),
    password: text(parsed.password),
    database: database === '' ? undefined : Number(database),
    tls: parsed.protocol === 'rediss:',
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('url has a % that is not followed by two hexadecimal digits.');
  }
}
