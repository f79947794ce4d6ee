import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '@telltale/model';
import { InvalidConfigError, problemsOf, type ConfigProblem } from '../config/config-problem.ts';
import { parseYaml } from '../config/yaml-file.ts';
import { SecretMask } from '../log/secret-mask.ts';
import { secretTexts } from './secret-texts.ts';
import { tlsServer, type TlsServer, type TlsServerContext } from './tls-server.ts';
import { webJsonSchema, webSchema, type WebSettings } from './web-schema.ts';
import { whyUnreadable } from '../why-unreadable.ts';

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
  /** Whether the file says nothing at all. */
  readonly isEmpty: boolean;
  /** What must not be seen. */
  readonly secrets: readonly string[];
}

/** What there is without a file. */
export const openWebConfig: WebConfig = {
  tls: undefined,
  http2: false,
  headers: [],
  users: new Map(),
  rateLimit: undefined,
  isEmpty: true,
  secrets: [],
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
  const { value, locate } = parseYaml(file, textOf(file), true);
  const secrets = secretTexts(value);
  const fail = (problems: readonly ConfigProblem[]): ConfigError => {
    const { mask } = new SecretMask(secrets);
    const masked = problems.map((problem) => ({ ...problem, message: mask(problem.message) }));
    return new InvalidConfigError(file, masked, locate);
  };
  const result = webSchema.safeParse(value);
  if (!result.success) throw fail(problemsOf(result.error, value, webJsonSchema));
  const settings = result.data;
  const problems: ConfigProblem[] = [...rateProblems(settings)];
  const read = (path: string): string => {
    const whole = resolve(dirname(file), path);
    onFile?.(whole);
    return readFileSync(whole, 'utf8');
  };
  const { tls_server_config: tlsSettings, http_server_config: http } = settings;
  const { http2 = true, headers = {} } = http ?? {};
  const report: TlsServerContext['report'] = (key, message) => {
    problems.push({
      path: key === undefined ? ['tls_server_config'] : ['tls_server_config', key],
      message,
    });
  };
  const tls = tlsSettings && tlsServer(tlsSettings, { read, report, http2 });
  if (problems.length > 0) throw fail(problems);
  return {
    tls,
    http2,
    headers: Object.entries(headers).flatMap(([name, given]) =>
      given === undefined ? [] : [[name, given]],
    ),
    users: new Map(Object.entries(settings.basic_auth_users ?? {})),
    rateLimit: settings.rate_limit?.interval === 0 ? undefined : settings.rate_limit,
    isEmpty: Object.values(settings).every((value) => value === undefined),
    secrets,
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
    throw new ConfigError(`${file}: ${whyUnreadable(error)}.`, { cause: error });
  }
}
