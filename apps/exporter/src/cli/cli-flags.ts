/** A flag as `--help` shows it. */
export interface Flag {
  readonly name: string;
  /** What stands for the value in `--help`. Absent for flags without a value. */
  readonly placeholder?: string;
  readonly default?: string;
  readonly repeatable?: true;
  readonly help: string;
}

/** Every flag, under the names that Prometheus and its exporters use. */
export const flags = [
  {
    name: 'config.file',
    placeholder: 'FILE',
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
    help: 'Log messages of this level and above: debug, info, warn or error.',
  },
  {
    name: 'log.format',
    placeholder: 'FORMAT',
    default: 'logfmt',
    help: 'Form of the log lines: logfmt or json.',
  },
  { name: 'version', help: 'Print the version and end.' },
  { name: 'help', help: 'Print this text and end.' },
] as const satisfies readonly Flag[];

export type FlagName = (typeof flags)[number]['name'];

/** The flag of that name, where there is one. */
export function findFlag(name: string): (Flag & { readonly name: FlagName }) | undefined {
  return flags.find((flag) => flag.name === name);
}

/** How the program may end. */
export const exitCodes = {
  stopped: 0,
  failed: 1,
  usage: 2,
  /** Plus the number of the signal, as a shell counts. */
  signalled: 128,
} as const;

/** What `--help` prints. */
export function helpText(): string {
  const entries = flags.map((flag: Flag) => {
    const value = flag.placeholder === undefined ? '' : `=${flag.placeholder}`;
    const byDefault = flag.default === undefined ? '' : ` Default: ${flag.default}`;
    return `  --${flag.name}${value}\n      ${flag.help}${byDefault}\n`;
  });
  return `Usage: telltale-exporter [flags]

Serves metrics to Prometheus: of this machine and of the program itself, or what a configuration says.

Flags:
${entries.join('')}
Exit codes:
  ${exitCodes.stopped}        stopped by SIGTERM or SIGINT after the scrapes in flight had ended
  ${exitCodes.failed}        could not start: the configuration is wrong, or an address is in use or not of this machine
  ${exitCodes.usage}        a flag is unknown or has a wrong value
  130, 143 ended at once by a second SIGINT or SIGTERM
`;
}
