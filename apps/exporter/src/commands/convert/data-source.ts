import type { Conversion, Settings } from './conversion.ts';
import { given } from './conversion.ts';

/** What a data source name says. */
export interface DataSource {
  /** As the name begins: `postgres`, `mysql`. */
  readonly driver: string;
  /** With its port, where one is given. */
  readonly host: string;
  readonly database: string;
  readonly user: string;
  /** The settings of the source; its password is a reference. Absent where there is no such type of source. */
  readonly settings: Settings | undefined;
}

const types: Readonly<Record<string, string>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pgx: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  file: 'sqlite',
};

/** `{{NAME}}`, which one of the exporters replaces by an environment variable. */
const placeholder = /^\{\{(.+?)\}\}$/;

/**
 * Reads a data source name. The password in it is replaced by a reference to the environment, which is noted.
 *
 * @param name - of the source that is made of it
 */
export function dataSource(name: string, text: string, conversion: Conversion): DataSource {
  const [, driver = '', rest = ''] = /^([a-z0-9+]+):(?:\/\/)?(.*)$/is.exec(text) ?? [];
  const type = types[driver.toLowerCase()];
  if (type === 'sqlite') {
    const path = rest.split('?', 1)[0] ?? '';
    return { driver, host: '', database: path, user: '', settings: { type, path } };
  }
  // mysql://user:password@tcp(host:3306)/database is no URL, but is one without the brackets.
  const [, credentials = '', address = '', path = '', query = ''] =
    /^(?:(.*)@)?([a-z]+\([^)]*\)|[^/@?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(rest) ?? [];
  const [, user = '', password] = /^([^:]*)(?::(.*))?$/s.exec(credentials) ?? [];
  const [, network, inner = ''] = /^([a-z]+)\((.*)\)$/.exec(address) ?? [];
  const parameters = new URLSearchParams(query);
  const host = network === undefined ? address : inner;
  const common = { driver, host, database: decoded(path), user: decoded(user) };
  if (type === undefined) {
    const what = driver === '' ? 'no URL that is known here' : `of ${driver}`;
    conversion.note(
      `The data source of ${name} is ${what}; there is no such type of source, and it was left out.`,
    );
    return { ...common, settings: undefined };
  }
  const [, hostName = '', port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  const socket = network === 'unix' ? inner : socketOf(parameters.get('host'));
  return {
    ...common,
    settings: given({
      type,
      host: socket === undefined && hostName !== '' ? hostName.replace(/^\[|\]$/g, '') : undefined,
      port: socket === undefined && port !== undefined ? Number(port) : undefined,
      socket,
      database: common.database === '' ? undefined : common.database,
      user: common.user === '' ? undefined : common.user,
      password: passwordOf(name, password ?? parameters.get('password') ?? '', conversion),
      tls: encryptionOf(name, parameters, conversion),
    }),
  };
}

function socketOf(host: string | null): string | undefined {
  return host?.startsWith('/') === true ? host : undefined;
}

/** A reference in place of the password, which is said. */
function passwordOf(
  name: string,
  password: string,
  conversion: Conversion,
): { readonly env: string } | undefined {
  if (password === '') return undefined;
  const variable = placeholder.exec(password)?.[1]?.toUpperCase();
  const env = variable ?? `${name.replace(/\W+/g, '_').toUpperCase()}_PASSWORD`;
  conversion.note(
    `The password of ${name} is not in what was written: set the environment variable ${env} to it.`,
  );
  return { env };
}

function encryptionOf(
  name: string,
  parameters: URLSearchParams,
  conversion: Conversion,
): boolean | undefined {
  for (const key of parameters.keys()) {
    if (!['sslmode', 'tls', 'host', 'password'].includes(key)) {
      conversion.note(`The parameter ${key} of the data source of ${name} was left out.`);
    }
  }
  const mode = parameters.get('sslmode') ?? parameters.get('tls');
  if (mode === null || ['disable', 'false'].includes(mode)) return undefined;
  if (['verify-full', 'true'].includes(mode)) return true;
  conversion.note(
    `${name} encrypted as ${mode} says; tls: true also checks the certificate of the server. See to it that it can.`,
  );
  return true;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
