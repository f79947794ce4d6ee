import { readPassword } from './read-password.ts';

/** The signals that stop the exporter. */
export type StopSignal = 'SIGTERM' | 'SIGINT';

/** What the exporter needs of the process that it runs in. */
export interface ExporterIo {
  /** Takes what `--help` and `--version` print. */
  readonly stdout: (text: string) => void;
  /** Takes the log and errors. */
  readonly stderr: (text: string) => void;
  /** Calls `listener` at each signal, until the function that it returns is called. */
  readonly onSignal: (listener: (signal: StopSignal) => void) => () => void;
  /** Calls `listener` at each SIGHUP, likewise. Default: nothing reloads the configuration by a signal. */
  readonly onHangup?: ((listener: () => void) => () => void) | undefined;
  /** Whether what is written to `stdout` may be coloured. Default: it is not. */
  readonly colours?: boolean | undefined;
  /** Reads a line from whoever started the program, without showing it. Default: there is nobody to ask. */
  readonly readPassword?: ((prompt: string) => Promise<string>) | undefined;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** The streams and signals of this process. */
export function processIo(): ExporterIo {
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    onSignal: (listener) => {
      process.on('SIGTERM', listener).on('SIGINT', listener);
      return () => process.off('SIGTERM', listener).off('SIGINT', listener);
    },
    onHangup: (listener) => {
      process.on('SIGHUP', listener);
      return () => process.off('SIGHUP', listener);
    },
    // hasColors() heeds NO_COLOR and FORCE_COLOR; it is there only on a terminal.
    colours: process.stdout.isTTY && process.stdout.hasColors(),
    readPassword,
    exit: (code) => {
      process.exit(code);
    },
  };
}
