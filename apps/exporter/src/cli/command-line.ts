import { parseArgs } from 'node:util';
import { ConfigError } from '@telltale/model';
import { findFlag, flags, flagsOf, type Flag, type FlagName } from './cli-flags.ts';
import {
  commandNames,
  commands,
  shells,
  type Command,
  type CommandName,
  type Shell,
} from './commands.ts';
import { closestMatch } from '../closest-match.ts';
import { parseListenAddress, type ListenAddress } from './listen-address.ts';
import { logFormats, logLevels, type LogFormat, type LogLevel } from '../log/logger.ts';
import { parseMaxRequests } from './max-requests.ts';
import { parseRoutePrefix, prefixOfExternalUrl } from './route-prefix.ts';
import { parseTelemetryPath } from './telemetry-path.ts';

/** What the command line asks for. */
export type CommandLine =
  | { readonly command: 'serve'; readonly options: ServeOptions }
  | {
      readonly command: 'check';
      readonly configFile: string | undefined;
      readonly webConfigFile: string | undefined;
      readonly isStrict: boolean;
    }
  | {
      readonly command: 'query';
      readonly configFile: string | undefined;
      readonly collectors: readonly string[];
    }
  | {
      readonly command: 'diff';
      readonly configFile: string | undefined;
      /** A URL or a file. */
      readonly other: string;
    }
  | {
      readonly command: 'convert';
      readonly file: string;
      readonly from: 'sql_exporter' | 'justwatch' | undefined;
    }
  | { readonly command: 'schema' }
  | { readonly command: 'hash-password' }
  | { readonly command: 'completion'; readonly shell: Shell }
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
  /** Absent where connections are not encrypted and anybody may ask. */
  readonly webConfigFile: string | undefined;
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

  const [first = ''] = args;
  const command = first === '' || first.startsWith('-') ? 'serve' : commandOf(first);
  const values = new FlagValues(command);
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (token.index > 0 || token.value !== command) operands.push(token.value);
    }
    if (token.kind === 'option') {
      // As it was typed: parseArgs reads -port as the four flags -p, -o, -r and -t.
      const typed = args[token.index] ?? token.rawName;
      values.add(token.name, typed, token.value, token.inlineValue === true);
    }
  }
  return commandLineOf(command, values, operands);
}

function commandLineOf(
  command: CommandName,
  values: FlagValues,
  operands: readonly string[],
): CommandLine {
  const configFile = values.optional('config.file', parseConfigFile);
  switch (command) {
    case 'serve':
      expectOperands(command, operands, 0, 0);
      return { command, options: serveOptions(values, configFile) };
    case 'check':
      expectOperands(command, operands, 0, 0);
      return {
        command,
        configFile,
        webConfigFile: values.optional('web.config.file', parseConfigFile),
        isStrict: values.has('strict'),
      };
    case 'query':
      expectOperands(command, operands, 1, Infinity);
      return { command, configFile, collectors: operands };
    case 'diff':
      expectOperands(command, operands, 0, 1);
      return { command, configFile, other: operands[0] ?? 'http://127.0.0.1:9464' };
    case 'convert': {
      expectOperands(command, operands, 1, 1);
      const kinds = ['sql_exporter', 'justwatch'] as const;
      const from = values.optional('from', (text) => oneOf(kinds, text));
      return { command, file: operands[0] ?? '', from };
    }
    case 'schema':
    case 'hash-password':
      expectOperands(command, operands, 0, 0);
      return { command };
    case 'completion':
      expectOperands(command, operands, 1, 1);
      return { command, shell: oneOf(shells, operands[0] ?? '') };
  }
}

function serveOptions(values: FlagValues, configFile: string | undefined): ServeOptions {
  const watchConfig = values.has('config.watch');
  if (watchConfig && configFile === undefined) {
    throw new ConfigError('--config.watch needs a file to watch: give --config.file.');
  }
  return {
    listenAddresses: values.all('web.listen-address', parseListenAddress),
    telemetryPath: values.one('web.telemetry-path', parseTelemetryPath),
    routePrefix:
      values.optional('web.route-prefix', parseRoutePrefix) ??
      values.optional('web.external-url', prefixOfExternalUrl) ??
      '',
    enableLifecycle: values.has('web.enable-lifecycle'),
    configFile,
    watchConfig,
    webConfigFile: values.optional('web.config.file', parseConfigFile),
    maxRequests: values.one('web.max-requests', parseMaxRequests),
    exporterMetrics: !values.has('web.disable-exporter-metrics'),
    logLevel: values.one('log.level', (text) => oneOf(logLevels, text)),
    logFormat: values.one('log.format', (text) => oneOf(logFormats, text)),
  };
}

class FlagValues {
  readonly #command: CommandName;
  readonly #values = new Map<FlagName, string[]>();

  constructor(command: CommandName) {
    this.#command = command;
  }

  /** @throws INVALID_CONFIG */
  add(name: string, typed: string, value: string | undefined, inline: boolean): void {
    const flag = findFlag(name);
    if (flag === undefined) throw unknownFlag(typed);
    if (!flagsOf(this.#command).includes(flag)) {
      throw new ConfigError(
        `--${name} has no meaning for the command ${this.#command}. See --help.`,
      );
    }
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

/** @throws INVALID_CONFIG where there is no such command */
function commandOf(typed: string): CommandName {
  const found = commandNames.find((name) => name === typed);
  if (found !== undefined) return found;
  const nearest = closestMatch(typed, commandNames);
  const remedy = nearest === undefined ? remedyOf(typed) : `Did you mean ${nearest}?`;
  throw new ConfigError(`${JSON.stringify(typed)} is not a command. ${remedy}`);
}

/** Other programs take the name of their configuration without a flag. */
function remedyOf(typed: string): string {
  return /\.(?:ya?ml|json|m?[jt]s)$/.test(typed)
    ? `Did you mean --config.file=${typed}?`
    : 'See --help.';
}

/** @throws INVALID_CONFIG where there are fewer or more */
function expectOperands(
  command: CommandName,
  given: readonly string[],
  least: number,
  most: number,
): void {
  const { operands = '' }: Command = commands[command];
  if (given.length < least) {
    throw new ConfigError(
      `${command} needs to know of what: write telltale-exporter ${command} ${operands}.`,
    );
  }
  const extra = given[most];
  if (extra === undefined) return;
  if (commandNames.some((name) => name === extra)) {
    throw new ConfigError(
      `${JSON.stringify(extra)} is a command: write it first, telltale-exporter ${extra}.`,
    );
  }
  const expected = most === 0 ? 'every argument is a flag' : `it takes ${operands}`;
  throw new ConfigError(
    `${JSON.stringify(extra)} is not expected: ${expected}. ${remedyOf(extra)}`,
  );
}
