import { commands, type Command, type CommandName } from './commands.ts';
import { logFormats, logLevels } from '../log/logger.ts';

/** A flag as `--help` shows it. */
export interface Flag {
  readonly name: string;
  /** What stands for the value in `--help`. Absent for flags without a value. */
  readonly placeholder?: string;
  readonly default?: string;
  readonly repeatable?: true;
  /** The only values, where there are not many. */
  readonly choices?: readonly string[];
  /** The commands that take it. Default: only `serve`. */
  readonly commands?: readonly CommandName[];
  readonly help: string;
}

/** Every flag, under the names that Prometheus and its exporters use. */
export const flags = [
  {
    name: 'config.file',
    placeholder: 'FILE',
    commands: ['serve', 'check', 'query', 'diff'],
    help: 'The configuration: YAML, or a program (.ts, .js) whose default export it is. Without one, metrics of the machine and of the program itself are served.',
  },
  {
    name: 'config.watch',
    help: 'Reload the configuration when its file changes. SIGHUP reloads it in any case.',
  },
  {
    name: 'web.listen-address',
    placeholder: 'ADDRESS',
    default: '127.0.0.1:9464',
    repeatable: true,
    help: 'Where to listen: host:port, :port for all addresses, or [::1]:port; port 0 takes any free one. Repeatable.',
  },
  {
    name: 'web.telemetry-path',
    placeholder: 'PATH',
    default: '/metrics',
    help: 'Path of the metrics.',
  },
  {
    name: 'web.config.file',
    placeholder: 'FILE',
    commands: ['serve', 'check'],
    help: 'Encryption, users and more, in the file format of Prometheus and its exporters. Default: connections are not encrypted, and anybody may ask.',
  },
  {
    name: 'web.max-requests',
    placeholder: 'COUNT',
    default: '40',
    help: 'How many scrapes may be answered at the same time; further ones get status 503. 0 for no limit.',
  },
  {
    name: 'web.disable-exporter-metrics',
    help: 'Leave out the metrics about the program itself, whose names begin with promhttp_, process_, nodejs_ or allocator_, unless they are configured.',
  },
  {
    name: 'web.external-url',
    placeholder: 'URL',
    help: 'The URL that the exporter is reached at from outside, behind a proxy.',
  },
  {
    name: 'web.route-prefix',
    placeholder: 'PATH',
    help: 'What all paths begin with. Default: the path of --web.external-url',
  },
  {
    name: 'web.enable-lifecycle',
    help: 'Reload the configuration at POST /-/reload.',
  },
  {
    name: 'log.level',
    placeholder: 'LEVEL',
    default: 'info',
    choices: logLevels,
    help: 'Log messages of this level and above: debug, info, warn or error.',
  },
  {
    name: 'log.format',
    placeholder: 'FORMAT',
    default: 'logfmt',
    choices: logFormats,
    help: 'Form of the log lines: logfmt or json.',
  },
  {
    name: 'strict',
    commands: ['check'],
    help: 'Fail for warnings, too: names of metrics and labels that break conventions or meet those of others.',
  },
  {
    name: 'from',
    placeholder: 'KIND',
    choices: ['sql_exporter', 'justwatch'],
    commands: ['convert'],
    help: 'Whose configuration the file is: sql_exporter (of burningalchemist), or justwatch (its sql_exporter). Default: what it looks like',
  },
  { name: 'version', help: 'Print the version and end.' },
  { name: 'help', help: 'Print this text and end.' },
] as const satisfies readonly Flag[];

export type FlagName = (typeof flags)[number]['name'];

/** The flag of that name, where there is one. */
export function findFlag(name: string): (Flag & { readonly name: FlagName }) | undefined {
  return flags.find((flag) => flag.name === name);
}

/** The flags that a command takes, besides --help and --version. */
export function flagsOf(command: CommandName): readonly (Flag & { readonly name: FlagName })[] {
  return flags.filter((flag: Flag) => (flag.commands ?? ['serve']).includes(command));
}

/** How the program may end. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** `diff` found differences. */
  different: 3,
  /** Plus the number of the signal, as a shell counts. */
  signalled: 128,
} as const;

/** What `--help` prints. */
export function helpText(): string {
  const commandLines = Object.entries(commands).map(
    ([name, { operands = '', help }]: [string, Command]) =>
      `  ${`${name} ${operands}`.trimEnd()}\n      ${help}\n`,
  );
  const entries = flags.map((flag: Flag) => {
    const value = flag.placeholder === undefined ? '' : `=${flag.placeholder}`;
    const byDefault = flag.default === undefined ? '' : ` Default: ${flag.default}`;
    const of = flag.commands === undefined ? '' : ` (${flag.commands.join(', ')})`;
    return `  --${flag.name}${value}${of}\n      ${flag.help}${byDefault}\n`;
  });
  return `Usage: telltale-exporter [command] [flags]

Serves metrics to Prometheus: of this machine and of the program itself, or what a configuration says.

Commands:
${commandLines.join('')}
Flags, of serve where no other command is named:
${entries.join('')}
Exit codes:
  ${exitCodes.done}        stopped by SIGTERM or SIGINT after the scrapes in flight had ended; other commands: all is well
  ${exitCodes.failed}        could not start: the configuration is wrong, or an address is in use or not of this machine; other commands: what was asked for is wrong or failed
  ${exitCodes.usage}        a command or flag is unknown or has a wrong value
  ${exitCodes.different}        diff found differences
  130, 143 ended at once by a second SIGINT or SIGTERM
`;
}
