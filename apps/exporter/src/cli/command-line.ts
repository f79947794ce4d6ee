import { parseArgs } from 'node:util';
import { ConfigError } from '@telltale/model';
import { findFlag, flags, type Flag, type FlagName } from './cli-flags.ts';
import { closestMatch } from '../closest-match.ts';
import { parseListenAddress, type ListenAddress } from './listen-address.ts';
import { logFormats, logLevels, type LogFormat, type LogLevel } from '../log/logger.ts';
import { parseMaxRequests } from './max-requests.ts';
import { parseRoutePrefix, prefixOfExternalUrl } from './route-prefix.ts';
import { parseTelemetryPath } from './telemetry-path.ts';

/** What the command line asks for. */
export type CommandLine =
  | { readonly command: 'serve'; readonly options: ServeOptions }
  | { readonly command: 'help' }
  | { readonly command: 'version' };

/** The flags that concern serving, with their defaults in place. */
export interface ServeOptions {
  readonly listenAddresses: readonly ListenAddress[];
  readonly telemetryPath: string;
  /** What every path begins with, without a slash at its end; empty for none. */
  readonly routePrefix: string;
  /** Whether POST /-/reload reloads. */
  readonly enableLifecycle: boolean;
  /** Absent for the built-in configuration. */
  readonly configFile: string | undefined;
  readonly watchConfig: boolean;
  /** `Infinity` for no limit. */
  readonly maxRequests: number;
  /** Whether there are metrics about the program itself. */
  readonly exporterMetrics: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

/**
 * Reads the arguments that follow the program's name.
 *
 * @throws INVALID_CONFIG with one line about the first thing that is wrong
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...args],
    // Not strict: the messages of parseArgs tell neither the nearest flag nor what to do.
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(
        flags.map((flag: Flag) => [flag.name, { type: flag.placeholder ? 'string' : 'boolean' }]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
  });
  const named = new Set(tokens.map((token) => token.kind === 'option' && token.name));
  if (named.has('help')) return { command: 'help' };
  if (named.has('version')) return { command: 'version' };

  const values = new FlagValues();
  for (const token of tokens) {
    if (token.kind === 'positional') throw unexpectedArgument(token.value);
    if (token.kind === 'option') {
      // As it was typed: parseArgs reads -port as the four flags -p, -o, -r and -t.
      const typed = args[token.index] ?? token.rawName;
      values.add(token.name, typed, token.value, token.inlineValue === true);
    }
  }
  return {
    command: 'serve',
    options: {
      listenAddresses: values.all('web.listen-address', parseListenAddress),
      telemetryPath: values.one('web.telemetry-path', parseTelemetryPath),
      routePrefix:
        values.optional('web.route-prefix', parseRoutePrefix) ??
        values.optional('web.external-url', prefixOfExternalUrl) ??
        '',
      enableLifecycle: values.has('web.enable-lifecycle'),
      configFile: values.optional('config.file', parseConfigFile),
      watchConfig: values.has('config.watch'),
      maxRequests: values.one('web.max-requests', parseMaxRequests),
      exporterMetrics: !values.has('web.disable-exporter-metrics'),
      logLevel: values.one('log.level', (text) => oneOf(logLevels, text)),
      logFormat: values.one('log.format', (text) => oneOf(logFormats, text)),
    },
  };
}

class FlagValues {
  readonly #values = new Map<FlagName, string[]>();

  /** @throws INVALID_CONFIG */
  add(name: string, typed: string, value: string | undefined, inline: boolean): void {
    const flag = findFlag(name);
    if (flag === undefined) throw unknownFlag(typed);
    if (flag.placeholder === undefined) {
      if (inline) throw new ConfigError(`--${name} takes no value: write --${name}.`);
      this.#set(flag, '');
      return;
    }
    // What looks like the next flag is one: a value that begins with a dash needs the equals sign.
    if (value === undefined || (!inline && value.startsWith('-'))) {
      throw new ConfigError(
        `--${name} needs a value: write --${name}=${flag.default ?? flag.placeholder}.`,
      );
    }
    this.#set(flag, value);
  }

  has(name: FlagName): boolean {
    return this.#values.has(name);
  }

  /** @throws INVALID_CONFIG with the flag's name before what `parse` says */
  all<Value>(name: FlagName, parse: (text: string) => Value): Value[] {
    const given = this.#values.get(name) ?? [findFlag(name)?.default ?? ''];
    return this.#parsed(name, given, parse);
  }

  one<Value>(name: FlagName, parse: (text: string) => Value): Value {
    return this.all(name, parse)[0] as Value;
  }

  /** @throws INVALID_CONFIG as `all` does */
  optional<Value>(name: FlagName, parse: (text: string) => Value): Value | undefined {
    return this.#parsed(name, this.#values.get(name) ?? [], parse)[0];
  }

  #parsed<Value>(
    name: FlagName,
    texts: readonly string[],
    parse: (text: string) => Value,
  ): Value[] {
    return texts.map((text) => {
      try {
        return parse(text);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        throw new ConfigError(`--${name}: ${error.message}`, { cause: error });
      }
    });
  }

  #set({ name, repeatable }: Flag & { readonly name: FlagName }, value: string): void {
    const earlier = this.#values.get(name) ?? [];
    if (earlier.length > 0 && repeatable !== true) {
      throw new ConfigError(`--${name} is given more than once: leave one of them.`);
    }
    this.#values.set(name, [...earlier, value]);
  }
}

function parseConfigFile(text: string): string {
  if (text !== '') return text;
  throw new ConfigError('it is empty: expected the name of a file, such as telltale.yaml.');
}

function oneOf<Choice extends string>(choices: readonly Choice[], text: string): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new ConfigError(`${JSON.stringify(text)} is not one of ${choices.join(', ')}.`);
}

function unknownFlag(typed: string): ConfigError {
  const [flag = ''] = typed.split('=', 1);
  const nearest = closestMatch(
    flag.replace(/^-+/, ''),
    flags.map(({ name }) => name),
  );
  const remedy = nearest === undefined ? 'See --help.' : `Did you mean --${nearest}?`;
  return new ConfigError(`${JSON.stringify(flag)} is not a flag. ${remedy}`);
}

function unexpectedArgument(value: string): ConfigError {
  return new ConfigError(
    `${JSON.stringify(value)} is not expected: every argument is a flag. See --help.`,
  );
}
