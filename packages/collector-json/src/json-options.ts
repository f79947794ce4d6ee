import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { MetricError } from '@telltale/model';
import { describeValue } from '@telltale/model/internal';

/** Something secret: the text itself, or a function that is asked for it with each request. */
export type Credential = string | (() => string | Promise<string>);

/** How a connection is encrypted, as of `node:tls`. */
export type JsonTlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'rejectUnauthorized' | 'minVersion'
>;

/** A web service, and how it is asked. */
export interface JsonOptions {
  /** Its address, `http:` or `https:`. Queries give theirs relative to it, and stay on its host. */
  readonly url: string;
  /** Headers of each request. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Headers whose values are secret, such as `{ 'X-Api-Key': … }`. Default: none. */
  readonly secretHeaders?: Readonly<Record<string, Credential>> | undefined;
  /** A user name and password in `Authorization`. Default: none. */
  readonly basicAuth?: { readonly username: string; readonly password: Credential } | undefined;
  /** A token in `Authorization`. Default: none. */
  readonly bearerToken?: Credential | undefined;
  /** Whom to trust, and how to show who one is. Default: those that Node.js trusts. */
  readonly tls?: JsonTlsOptions | undefined;
  /** How the name of the host is looked up, as of `node:net`. Default: as the system does. */
  readonly lookup?: LookupFunction | undefined;
  /** How many redirects are followed, all of them on the host of `url`. Default: 0. */
  readonly maxRedirects?: number | undefined;
  /** How large an answer may be once it is decompressed, in bytes. Default: 8 MiB. */
  readonly maxBytes?: number | undefined;
  /** How long a request may take, in milliseconds. The deadline of a scrape may come before. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** How many requests go on at the same time; others wait for their turn. Default: 4. */
  readonly maxConnections?: number | undefined;
}

/** Options as they are used. */
export interface ResolvedJsonOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly secretHeaders: Readonly<Record<string, Credential>>;
  readonly basicAuth: JsonOptions['basicAuth'];
  readonly bearerToken: Credential | undefined;
  readonly tls: JsonTlsOptions;
  readonly lookup: LookupFunction | undefined;
  readonly maxRedirects: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly maxConnections: number;
}

const known = [
  'url',
  'headers',
  'secretHeaders',
  'basicAuth',
  'bearerToken',
  'tls',
  'lookup',
  'maxRedirects',
  'maxBytes',
  'timeoutMs',
  'maxConnections',
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
export function resolveJsonOptions(options: JsonOptions): ResolvedJsonOptions {
  checkNames('the options', options, known);
  const { headers = {}, secretHeaders = {}, basicAuth, bearerToken, tls = {} } = options;
  checkHeaders('headers', headers);
  checkSecretHeaders(secretHeaders);
  if (basicAuth !== undefined) checkBasicAuth(basicAuth);
  if (bearerToken !== undefined && !isCredential(bearerToken)) {
    throw invalid('bearerToken has to be a string, or a function that returns one.');
  }
  const authorizations = [
    basicAuth !== undefined,
    bearerToken !== undefined,
    ...Object.keys({ ...headers, ...secretHeaders }).map(
      (name) => name.toLowerCase() === 'authorization',
    ),
  ];
  if (authorizations.filter(Boolean).length > 1) {
    throw invalid('give one of basicAuth, bearerToken and a header Authorization.');
  }
  checkNames('tls', tls, knownOfTls);
  if (options.lookup !== undefined && typeof options.lookup !== 'function') {
    throw invalid(`lookup is ${describeValue(options.lookup)}, expected a function.`);
  }
  return {
    url: checkUrl(options.url),
    headers: { ...headers },
    secretHeaders: { ...secretHeaders },
    basicAuth,
    bearerToken,
    tls: { ...tls },
    lookup: options.lookup,
    maxRedirects: wholeNumber('maxRedirects', options.maxRedirects ?? 0, 0),
    maxBytes: wholeNumber('maxBytes', options.maxBytes ?? 8 * 1024 * 1024, 1),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 10_000, 1),
    maxConnections: wholeNumber('maxConnections', options.maxConnections ?? 4, 1),
  };
}

/** The error for an option or query that is wrong. */
export function invalid(message: string): MetricError {
  return new MetricError('INVALID_OPTION', `jsonSource: ${message}`);
}

/** @throws INVALID_OPTION for what is no object, and for a key that is not known */
export function checkNames(what: string, given: unknown, names: readonly string[]): void {
  checkObject(what, given);
  for (const name of Object.keys(given as object)) {
    if (names.includes(name)) continue;
    throw invalid(`there is no ${name} in ${what}. Known: ${names.join(', ')}.`);
  }
}

/** @throws INVALID_OPTION for what is no object */
export function checkObject(what: string, given: unknown): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  throw invalid(`${what} is ${describeValue(given)}, expected an object.`);
}

/** @throws INVALID_OPTION for headers that cannot be sent */
export function checkHeaders(what: string, headers: unknown): void {
  checkObject(what, headers);
  for (const [name, value] of Object.entries(headers as Record<string, unknown>)) {
    checkHeaderName(what, name);
    try {
      if (typeof value !== 'string') throw new Error();
      validateHeaderValue(name, value);
    } catch {
      throw invalid(`${what}: ${name} has to be a string that a header can have.`);
    }
  }
}

function checkSecretHeaders(headers: unknown): void {
  checkObject('secretHeaders', headers);
  for (const [name, value] of Object.entries(headers as Record<string, unknown>)) {
    checkHeaderName('secretHeaders', name);
    if (isCredential(value)) continue;
    throw invalid(`secretHeaders: ${name} has to be a string, or a function that returns one.`);
  }
}

function checkHeaderName(what: string, name: string): void {
  try {
    validateHeaderName(name);
  } catch {
    throw invalid(`${what} has the name ${describeValue(name)}, which no header can have.`);
  }
  if (['host', 'content-length', 'transfer-encoding', 'connection'].includes(name.toLowerCase())) {
    throw invalid(`${what} has the header ${name}, which the request gives itself.`);
  }
}

function checkBasicAuth(given: unknown): void {
  checkNames('basicAuth', given, ['username', 'password']);
  const { username, password } = given as Record<string, unknown>;
  if (typeof username !== 'string' || username.includes(':')) {
    throw invalid(
      `basicAuth.username is ${describeValue(username)}, expected a string without a colon.`,
    );
  }
  if (!isCredential(password)) {
    throw invalid('basicAuth.password has to be a string, or a function that returns one.');
  }
}

function isCredential(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'function';
}

/** The URL is in no message: it may have a password in it. */
function checkUrl(given: unknown): URL {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw invalid('url has to be a URL that begins with http: or https:.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('url has a user name or password in it. Give them as basicAuth.');
  }
  return url;
}

/** Timers hold no more milliseconds than this. */
const maxWholeNumber = 2 ** 31 - 1;

function wholeNumber(name: string, value: unknown, min: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= maxWholeNumber) {
    return value as number;
  }
  throw invalid(
    `${name} is ${describeValue(value)}, expected a whole number from ${min} to ${maxWholeNumber}.`,
  );
}
