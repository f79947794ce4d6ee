import { ConfigError, type Collector } from '@telltale/model';
import { exitCodes, helpText } from './cli/cli-flags.ts';
import { parseCommandLine, type CommandLine } from './cli/command-line.ts';
import { processIo, type ExporterIo } from './exporter-io.ts';
import { serve } from './serve/serve.ts';
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
 * @returns the exit code: 0 stopped, 1 could not start, 2 wrong flags; what went wrong is on stderr, in one line
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
  switch (commandLine.command) {
    case 'help':
      io.stdout(helpText());
      return exitCodes.stopped;
    case 'version':
      io.stdout(`telltale-exporter ${exporterVersion()}\n`);
      return exitCodes.stopped;
    case 'serve':
      return serve(commandLine.options, options.collectors ?? [], io);
  }
}
