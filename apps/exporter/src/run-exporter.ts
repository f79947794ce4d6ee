import { ConfigError, type Collector } from '@telltale/model';
import { exitCodes, helpText } from './cli/cli-flags.ts';
import { parseCommandLine, type CommandLine } from './cli/command-line.ts';
import { hashPassword } from './commands/hash-password.ts';
import { processIo, type ExporterIo } from './exporter-io.ts';
import { exporterVersion } from './version.ts';

/** How to run the exporter. */
export interface RunExporterOptions {
  /** The arguments that follow the program's name. Default: those of this process. */
  readonly args?: readonly string[] | undefined;
  /** Served besides the built-in collectors, and disposed with them. Default: none. */
  readonly collectors?: readonly Collector[] | undefined;
  /** Where to write, and what stops it. Default: the streams and signals of this process. */
  readonly io?: ExporterIo | undefined;
}

/**
 * Runs the program `telltale-exporter` until SIGTERM or SIGINT; it does not end the process by itself, unless a second
 * signal comes.
 *
 * @returns the exit code: 0 stopped or done, 1 could not start or failed, 2 wrong flags, 3 different (`diff`); what went
 *   wrong is on stderr
 */
export async function runExporter(options: RunExporterOptions = {}): Promise<number> {
  const io = options.io ?? processIo();
  let commandLine: CommandLine;
  try {
    commandLine = parseCommandLine(options.args ?? process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    io.stderr(`telltale-exporter: ${error.message}\n`);
    return exitCodes.usage;
  }
  return runCommand(commandLine, options.collectors ?? [], io);
}

/** Imports no more than the command needs. */
async function runCommand(
  commandLine: CommandLine,
  collectors: readonly Collector[],
  io: ExporterIo,
): Promise<number> {
  switch (commandLine.command) {
    case 'help':
      io.stdout(helpText());
      return exitCodes.done;
    case 'version':
      io.stdout(`telltale-exporter ${exporterVersion()}\n`);
      return exitCodes.done;
    case 'serve':
      return (await import('./serve/serve.ts')).serve(commandLine.options, collectors, io);
    case 'check':
      return (await import('./commands/check.ts')).check(commandLine, io);
    case 'query':
      return (await import('./commands/query.ts')).query(commandLine, io);
    case 'diff':
      return (await import('./commands/diff.ts')).diff(commandLine, io);
    case 'convert':
      return (await import('./commands/convert/convert.ts')).convert(commandLine, io);
    case 'schema':
      io.stdout(
        `${JSON.stringify((await import('./config/config-schema.ts')).configJsonSchema(), null, 2)}\n`,
      );
      return exitCodes.done;
    case 'hash-password':
      return hashPassword(io);
    case 'completion':
      io.stdout((await import('./commands/completion.ts')).completionScript(commandLine.shell));
      return exitCodes.done;
  }
}
