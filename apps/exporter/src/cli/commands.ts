/** What the program can be told to do, as the first argument. */
export interface Command {
  /** What follows it. */
  readonly operands?: string;
  readonly help: string;
}

export const commands = {
  serve: { help: 'Serve metrics. This is what it does without a command.' },
  check: { help: 'Say whether the configuration is right, without serving it.' },
  query: {
    operands: 'COLLECTOR...',
    help: 'Collect once from these collectors or sources, and print their metrics.',
  },
  diff: {
    operands: '[OTHER]',
    help: 'Say what a reload would change: compare the configuration with that of OTHER, the URL of an exporter that runs (http://127.0.0.1:9464 if not given) or a file.',
  },
  convert: {
    operands: 'FILE',
    help: 'Print the configuration of another exporter of SQL queries as one of this exporter.',
  },
  schema: { help: 'Print the JSON Schema of the configuration, for editors.' },
  'hash-password': {
    help: 'Read a password from standard input, and print the bcrypt hash of it for the web configuration.',
  },
  completion: {
    operands: 'SHELL',
    help: 'Print a script that completes commands and flags in a shell: bash, zsh or fish.',
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof commands;

export const commandNames = Object.keys(commands) as readonly CommandName[];

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];
