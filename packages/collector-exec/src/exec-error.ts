/**
 * What went wrong with a command.
 *
 * - `start`: it could not be started.
 * - `timeout`: it did not end in time, and was ended.
 * - `exit`: it ended with an exit code that is not expected, or by a signal.
 * - `output`: it printed too much, or what is not in the format that was asked for.
 */
export type ExecErrorReason = 'start' | 'timeout' | 'exit' | 'output';

/** A command gave no metrics. Arguments and environment of the command are not in it, since they may hold secrets. */
export class ExecError extends Error {
  /** What kind of fault it is. */
  readonly reason: ExecErrorReason;
  /** With which exit code the command ended, if it did. */
  readonly exitCode?: number | undefined;

  constructor(reason: ExecErrorReason, message: string, exitCode?: number) {
    super(message);
    this.name = 'ExecError';
    this.reason = reason;
    if (exitCode !== undefined) this.exitCode = exitCode;
  }
}
