import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '@telltale/model';
import { InvalidConfigError, problemsOf, type ConfigProblem } from '../config/config-problem.ts';
import { parseYaml } from '../config/yaml-file.ts';
import { unreadable } from './unreadable.ts';
import { tlsServer, type TlsServer } from './tls-server.ts';
import { webJsonSchema, webSchema, type WebSettings } from './web-schema.ts';

/** A web configuration as it is used, with the files that it names read. */
export interface WebConfig {
  /** Absent where connections are not encrypted. */
  readonly tls: TlsServer | undefined;
  /** Whether HTTP/2 is offered; it is only over TLS. */
  readonly http2: boolean;
  /** Of all answers. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Bcrypt hashes by user name. With none, anybody may ask. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: WebSettings['rate_limit'];
}

/** What there is without a file. */
export const openWebConfig: WebConfig = {
  tls: undefined,
  http2: false,
  headers: [],
  users: new Map(),
  rateLimit: undefined,
};

/**
 * Reads a web configuration and the certificates that it names. It does so without waiting, as it may have to be read
 * anew between a connection and its first bytes; the files are small and local.
 *
 * @param onFile - told of each file that is read, before it is
 * @throws INVALID_CONFIG with all that is wrong, a line each
 * @see Prometheus exporter-toolkit, "Web configuration"
 */
export function loadWebConfig(file: string, onFile?: (path: string) => void): WebConfig {
  onFile?.(file);
  const { value, locate } = parseYaml(file, textOf(file));
  const fail = (problems: readonly ConfigProblem[]): ConfigError =>
    new InvalidConfigError(file, problems, locate);
  const result = webSchema.safeParse(value);
  if (!result.success) throw fail(problemsOf(result.error, value, webJsonSchema));
  const settings = result.data;
  const problems: ConfigProblem[] = [...rateProblems(settings)];
  const read = (path: string): string => {
    const whole = resolve(dirname(file), path);
    onFile?.(whole);
    return readFileSync(whole, 'utf8');
  };
  const tls = tlsServer(settings.tls_server_config, read, (key, message) => {
    problems.push({
      path: key === undefined ? ['tls_server_config'] : ['tls_server_config', key],
      message,
    });
  });
  if (problems.length > 0) throw fail(problems);
  const { http2 = true, headers = {} } = settings.http_server_config ?? {};
  return {
    tls,
    http2,
    // One that is empty is not sent.
    headers: Object.entries(headers).flatMap(([name, given]) => (given ? [[name, given]] : [])),
    users: new Map(Object.entries(settings.basic_auth_users ?? {})),
    rateLimit: settings.rate_limit?.interval === 0 ? undefined : settings.rate_limit,
  };
}

function rateProblems({ rate_limit: limit }: WebSettings): ConfigProblem[] {
  if (limit === undefined || limit.interval === 0 || limit.burst > 0) return [];
  const message = 'with a burst of 0 no request would ever be answered: expected 1 or more';
  return [{ path: ['rate_limit', 'burst'], message }];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: ${unreadable(error)}.`, { cause: error });
  }
}
