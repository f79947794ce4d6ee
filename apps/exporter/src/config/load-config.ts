import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { ConfigError } from '@telltale/model';
import { loadModule } from '../sources/loaded-module.ts';
import { whyUnreadable } from '../why-unreadable.ts';
import { checkConfig } from './check-config.ts';
import {
  InvalidConfigError,
  problemsOf,
  type ConfigProblem,
  type Locate,
} from './config-problem.ts';
import { configSchema, type Config } from './config-schema.ts';
import { secretsIn } from './secret.ts';
import { parseYaml } from './yaml-file.ts';

/** A configuration, and where it came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** As it was given; absent for the built-in configuration. */
  readonly file: string | undefined;
  /** As it was written, without what may be a secret. */
  readonly shown: unknown;
  /** What relative paths in it begin at. */
  readonly folder: string;
  /** Makes an error that names a place of it. */
  readonly problemAt: (path: readonly PropertyKey[], message: string) => ConfigError;
}

/**
 * Reads, validates and resolves a configuration: YAML, or a program whose default export it is.
 *
 * @throws INVALID_CONFIG with all that is wrong, a line each
 */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const folder = dirname(resolve(file));
  const { value, locate } = await readConfig(file);
  const result = configSchema.safeParse(value);
  if (!result.success) {
    throw new InvalidConfigError(file, problemsOf(result.error, value), locate);
  }
  const config = result.data;
  const problems = [...checkConfig(config), ...(await loadSecrets(config, folder))];
  if (problems.length > 0) throw new InvalidConfigError(file, problems, locate);
  return {
    config,
    file,
    shown: masked(value, config),
    folder,
    problemAt: (path, message) => new InvalidConfigError(file, [{ path, message }], locate),
  };
}

async function readConfig(file: string): Promise<{ value: unknown; locate?: Locate }> {
  const extension = extname(file);
  if (/^\.[cm]?[jt]s$/.test(extension)) {
    const { default: value } = await loadModule(resolve(file));
    if (value === undefined) {
      throw new ConfigError(
        `${file}: there is no default export: write export default defineConfig({ … }).`,
      );
    }
    return { value };
  }
  if (!['.yml', '.yaml', '.json'].includes(extension)) {
    throw new ConfigError(
      `${file}: ${extension === '' ? 'a name without an extension' : extension} is not known: expected .yaml or .yml, ` +
        '.json, or .ts, .mts, .js, .mjs for a program.',
    );
  }
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: ${whyUnreadable(error)}.`, { cause: error });
  }
  return parseYaml(file, text);
}

/** What the default export or the file says, with the secrets in it hidden. */
function masked(value: unknown, config: Config): unknown {
  const hidden = new Map([...secretsIn(config)].map(([path, secret]) => [path.join('\0'), secret]));
  const show = (item: unknown, path: readonly PropertyKey[]): unknown => {
    const secret = hidden.get(path.join('\0'));
    if (secret !== undefined) return String(secret);
    if (Array.isArray(item)) return item.map((inner, index) => show(inner, [...path, index]));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, inner]) => [key, show(inner, [...path, key])]),
    );
  };
  return show(value, []);
}

async function loadSecrets(config: Config, folder: string): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  for (const [path, secret] of secretsIn(config)) {
    try {
      await secret.load(folder);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push({ path, message: error.message });
    }
  }
  return problems;
}
